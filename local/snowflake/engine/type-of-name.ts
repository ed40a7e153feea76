/** A type as written in DDL, as a Snowflake type. */
import type { Session } from "../session.ts";
import type { TypeName } from "../sql/ast/index.ts";
import { type SfType, typeFromName } from "../sql/types.ts";
import { parameterValue } from "../wire/parameters.ts";

/** Structured types (`array(int)`, `object(a varchar)`) are kept as their semi-structured kind. Throws as `typeFromName`. */
export function typeOfName(type: TypeName, session: Session): SfType {
  const numbers = type.arguments.flatMap((argument) => (argument.kind === "typeNumber" ? [argument.value] : []));
  const mapping = String(parameterValue(session.parameters, "TIMESTAMP_TYPE_MAPPING")).toLowerCase();
  return typeFromName(type.name, numbers, type.span, mapping as "timestamp_ntz" | "timestamp_ltz" | "timestamp_tz");
}
