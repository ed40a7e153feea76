/** Makes the context that one statement is executed with. */
import type { Scope } from "../procedures/scope.ts";
import type { Session } from "../session.ts";
import type { ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { compileExpression, compileQuery } from "../sql/binder/index.ts";
import { parseStatement } from "../sql/parser/index.ts";
import { createCatalogView } from "./catalog-view.ts";
import type { Binds, ExecutionContext } from "./context.ts";
import { executeStatement } from "./execute-statement.ts";
import { pathOfParts, resolvePath, splitName } from "./names.ts";
import { pointInHistory, type TravelPoints } from "./time-travel.ts";
import type { Twin } from "./twin.ts";

export interface StatementStart {
  twin: Twin;
  session: Session;
  queryId: string;
  text: string;
  binds: Binds;
  signal: AbortSignal;
  /** Variables of the block that the statement stands in. */
  script?: Scope | undefined;
  /** Results before it in a chain of `->>`, the nearest first. */
  flow?: readonly ResolvedRelation[] | undefined;
}

/** `travel` is filled before the statement is executed. */
export function createContext(start: StatementStart, travel: { points: TravelPoints }): ExecutionContext {
  const { twin, session, queryId, binds } = start;
  const now = twin.clock.now();
  const context: ExecutionContext = {
    ...start,
    storage: twin.storage,
    clock: twin.clock,
    filesFolder: twin.filesFolder,
    s3: twin.s3,
    checksTypes: twin.checksTypes,
    url: twin.url,
    catalog: twin.objects.reader(session.id),
    connection: session.storage.connection,
    now,
    view: (read = twin.storage.readView(session.storage), options = {}) =>
      createCatalogView(twin, context, read, options),
    compileQuery: (query, view = context.view()) => compileQuery(query, view, binds),
    compileExpression: (expression, view = context.view()) => compileExpression(expression, view, binds),
    travelPoint(table, clause) {
      const past = travel.points.get(clause);
      if (past === undefined) throw new Error("AT or BEFORE of a table that was not looked up.");
      return pointInHistory(context, table, past, clause);
    },
    path: (name, kind) => resolvePath(name, kind, session, binds),
    pathOf: (name, kind) => pathOfParts(splitName(name), kind, session),
    ddl: (request, work) =>
      twin.storage.ddl(session.storage, { ...request, queryId, signal: start.signal }, async (unit) => {
        const change = twin.objects.change(session.id, now);
        const result = await work(unit, change);
        await change.write(unit.connection);
        unit.afterCommit(() => change.publish());
        return result;
      }),
    within: (change) => createContext({ ...start, ...change }, travel),
    execute: (statement, text, inner = new Map(), flow) => executeStatement({ ...start, flow }, statement, text, inner),
    executeText: (text, inner = new Map()) =>
      executeStatement({ ...start, script: undefined, flow: undefined }, parseStatement(text), text, inner),
  };
  return context;
}
