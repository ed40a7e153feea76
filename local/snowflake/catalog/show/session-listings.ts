/** SHOW VARIABLES, TRANSACTIONS, LOCKS. */
import { column, numberType, tableResult, timestampType } from "../../engine/literal-result.ts";
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
};
