/** SHOW VARIABLES, TRANSACTIONS, LOCKS. */
import type { ExecutionContext } from "../../engine/context.ts";
import { column, numberType, tableResult, timestampType } from "../../engine/literal-result.ts";
import { formatPath } from "../object-map.ts";
import { filterListed } from "./listing.ts";
import type { ShowListings } from "./show-listings.ts";

export const sessionListings: ShowListings = {
  /** https://docs.snowflake.com/en/sql-reference/sql/show-variables */
  VARIABLES: async (context, show) => {
    const { session } = context;
    const found = [...session.variables].map(([name, variable]) => ({ name, variable }));
    const rows = filterListed(context, show, found).map(({ name, variable }) => [
      String(session.id),
      session.createdAt,
      session.createdAt,
      name,
      variable.value,
      variable.type.kind === "number" ? "fixed" : variable.type.kind === "varchar" ? "text" : variable.type.kind,
      "",
    ]);
    return tableResult(
      [
        column("session_id"),
        column("created_on", timestampType),
        column("updated_on", timestampType),
        column("name"),
        column("value"),
        column("type"),
        column("comment"),
      ],
      rows,
    );
  },
  /** https://docs.snowflake.com/en/sql-reference/sql/show-transactions */
  TRANSACTIONS: async (context) => {
    const { session } = context;
    const open = session.storage.transaction;
    const rows =
      open === undefined
        ? []
        : [[open.id, session.user, session.id, open.name ?? open.id, open.startedAt, "running", session.id]];
    return tableResult(
      [
        column("id", numberType),
        column("user"),
        column("session", numberType),
        column("name"),
        column("started_on", timestampType),
        column("state"),
        column("scope", numberType),
      ],
      rows,
    );
  },
  /** Locks of the session's transaction, with IN ACCOUNT of all. https://docs.snowflake.com/en/sql-reference/sql/show-locks */
  LOCKS: async (context, show) => {
    const isOfAll = show.scope?.container === "ACCOUNT";
    const own = context.session.storage;
    const rows = context.storage.locks().flatMap(({ key, owner, waiting }) =>
      [owner, ...waiting]
        .filter((holder) => isOfAll || holder === own.id)
        .flatMap((holder) => {
          const resource = lockedObject(context, key);
          if (resource === undefined) return [];
          const open = holder === own.id ? own.transaction : undefined;
          const status = holder === owner ? "HOLDING" : "WAITING";
          return [[resource, "PARTITIONS", open?.id ?? null, open?.startedAt ?? null, status, null, null]];
        }),
    );
    return tableResult(
      [
        column("resource"),
        column("type"),
        column("transaction", numberType),
        column("transaction_started_on", timestampType),
        column("status"),
        column("acquired_on", timestampType),
        column("query_id"),
      ],
      rows,
    );
  },
};

/** Tables are locked as `t<id>`; what else is locked (a stream, bookkeeping) is the twin's own affair. */
function lockedObject(context: ExecutionContext, key: string): string | undefined {
  const table = context.catalog.list("table").find((candidate) => key === `t${candidate.table}`);
  return table === undefined ? undefined : formatPath(table);
}
