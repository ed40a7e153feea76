/** The shape of a SHOW's answer by subject, for areas that add their own. */
import type { ExecutionContext, StatementResult } from "../../engine/context.ts";
import type { Show } from "../../sql/ast/index.ts";

/** By subject in upper case, plural. */
export type ShowListings = Readonly<
  Record<string, (context: ExecutionContext, show: Show) => Promise<StatementResult>>
>;
