/** SHOW STREAMS: https://docs.snowflake.com/en/sql-reference/sql/show-streams */
import { staleness } from "../../changes/stream-source.ts";
import { timestampType } from "../../engine/literal-result.ts";
import { formatPath } from "../object-map.ts";
import type { StreamDefinition } from "../objects.ts";
import { list } from "./list.ts";
import { type Listed, type Listing, objectsInScope, shown, shownTime } from "./listing.ts";
import type { ShowListings } from "./show-listings.ts";

export const streams: Listing<StreamDefinition & Listed> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("database_name", ({ database }) => database),
    shown("schema_name", ({ schema }) => schema),
    shown("owner", ({ owner }) => owner),
    shown("comment", ({ comment }) => comment),
    shown("table_name", ({ source }) => formatPath(source.path)),
    shown("source_type", ({ source }) =>
      source.kind.replaceAll("_", " ").replace(/\b\w/g, (letter) => letter.toUpperCase()),
    ),
    shown("base_tables", ({ source }) => formatPath(source.path)),
    shown("type", () => "DELTA"),
    shown("stale", (stream, context) => String(staleness(context, stream).isStale)),
    shown("mode", ({ mode }) => mode),
    shown("stale_after", (stream, context) => staleness(context, stream).staleAfter ?? null, timestampType),
    shown("invalid_reason", () => "N/A"),
    shown("owner_role_type", () => "ROLE"),
  ],
};

export const streamListings: ShowListings = {
  STREAMS: (context, show) => list(context, show, streams, objectsInScope(context, show, "stream")),
};
