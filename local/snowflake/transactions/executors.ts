/** BEGIN, COMMIT, ROLLBACK. https://docs.snowflake.com/en/sql-reference/transactions */
import type { Executors } from "../engine/context.ts";
import { executed } from "../engine/literal-result.ts";
import { statementTypes } from "../engine/statement-types.ts";

export const transactionExecutors: Executors = {
  async begin(context, { name }) {
    context.storage.begin(context.session.storage, name?.value);
    return executed(statementTypes.BEGIN);
  },
  async commit(context) {
    await context.storage.commit(context.session.storage);
    return executed(statementTypes.COMMIT);
  },
  async rollback(context) {
    await context.storage.rollback(context.session.storage);
    return executed(statementTypes.ROLLBACK);
  },
};
