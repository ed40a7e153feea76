/** SYSTEM$ functions about streams. */

import type { SystemFunctions } from "../engine/system-functions.ts";
import { doesNotExist, SnowflakeError } from "../errors.ts";
import { streamHasData } from "./stream-relation.ts";

export const streamSystemFunctions: SystemFunctions = {
  SYSTEM$STREAM_HAS_DATA: (context, [argument]) => {
    if (typeof argument?.constant !== "string") {
      throw new SnowflakeError(
        "001015",
        "22023",
        "SQL compilation error:\nargument 1 to function SYSTEM$STREAM_HAS_DATA needs to be constant.",
        argument?.node.span,
      );
    }
    const path = context.pathOf(argument.constant, "stream");
    const stream = context.catalog.get("stream", path);
    if (stream === undefined) {
      throw doesNotExist(argument.node.span, "Stream", `${path.database}.${path.schema}.${path.name}`);
    }
    const read = context.storage.readView(context.session.storage);
    return { sql: streamHasData(context, stream, read), type: { kind: "boolean" } };
  },
};
