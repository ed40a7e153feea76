/** CREATE SEQUENCE and ALTER SEQUENCE. */
import type { Executors } from "../../engine/context.ts";
import { statusResult } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { doesNotExist, notInTwin } from "../../errors.ts";
import { formatPath } from "../object-map.ts";
import type { SequenceDefinition } from "../objects.ts";
import { applyCommon } from "./alter-common.ts";
import { createObject } from "./create-object.ts";

export const sequenceExecutors: Executors = {
  createSequence: (context, statement) =>
    createObject(context, statement, {
      kind: "sequence",
      title: "Sequence",
      define: async (unit, _change, _path, replaced) => {
        if (replaced !== undefined) await unit.destroySequence(replaced.sequence);
        const start = BigInt(statement.start ?? "1");
        const increment = BigInt(statement.increment ?? "1");
        return {
          sequence: await unit.createSequence(start, increment),
          start: Number(start),
          increment: Number(increment),
          ordered: statement.order === "ORDER",
        };
      },
    }),
  alterSequence: (context, statement) => {
    const name = statement.name;
    if (name === undefined) throw new Error("ALTER SEQUENCE without a name.");
    const path = context.path(name, "sequence");
    return context.ddl({}, async (_unit, change) => {
      const done = statusResult("Statement executed successfully.", statementTypes.ALTER);
      let sequence = change.get("sequence", path);
      if (sequence === undefined) {
        if (statement.ifExists) return done;
        throw doesNotExist(name.span, "Sequence", formatPath(path));
      }
      for (const action of statement.actions) {
        const increment = action.kind === "set" && action.options.some((option) => option.name === "INCREMENT");
        const altered: SequenceDefinition | undefined = increment
          ? undefined
          : applyCommon(context, change, sequence, action);
        if (altered === undefined) {
          throw notInTwin(action.span, "ALTER SEQUENCE SET INCREMENT", "Create the sequence again.");
        }
        sequence = change.replace<"sequence">(altered);
      }
      return done;
    });
  },
};
