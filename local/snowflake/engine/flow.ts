/** Statements chained by `->>`: each may read the results before it as `$1`, `$2`, … https://docs.snowflake.com/en/sql-reference/operators-flow */
import { readResult } from "../procedures/results.ts";
import type { ResolvedRelation } from "../sql/binder/catalog-view.ts";
import type { Executors } from "./context.ts";

export const flowExecutors: Executors = {
  flow: async (context, { statements }) => {
    /** The result just before comes first: it is `$1`. */
    const earlier: ResolvedRelation[] = [];
    for (const statement of statements.slice(0, -1)) {
      const result = await context.execute(statement, context.text, context.binds, [...earlier]);
      earlier.unshift((await readResult(context, result)).relation());
    }
    const last = statements.at(-1);
    if (last === undefined) throw new Error("A chain without statements.");
    return context.execute(last, context.text, context.binds, earlier);
  },
};
