/** Functions of Snowflake that the twin knows by name and refuses. https://docs.snowflake.com/en/sql-reference/functions-all */
import { notInTwin, type SqlPosition } from "../../errors.ts";

const groups: readonly [remedy: string, names: string][] = [
  ["Read the file outside of Snowflake, or keep JSON.", "PARSE_XML CHECK_XML XMLGET TO_XML IS_XML"],
  ["Keep the state as rows and count them again.", "HLL_ACCUMULATE HLL_COMBINE HLL_ESTIMATE HLL_EXPORT HLL_IMPORT"],
  [
    "Use APPROX_PERCENTILE or APPROX_TOP_K over the rows.",
    "APPROX_PERCENTILE_ACCUMULATE APPROX_PERCENTILE_COMBINE APPROX_PERCENTILE_ESTIMATE APPROX_TOP_K_ACCUMULATE APPROX_TOP_K_COMBINE APPROX_TOP_K_ESTIMATE",
  ],
  [
    "Compare the sets with ARRAY_INTERSECTION.",
    "MINHASH MINHASH_COMBINE APPROXIMATE_SIMILARITY APPROXIMATE_JACCARD_INDEX",
  ],
  [
    "Use an OBJECT and the OBJECT_ functions.",
    "MAP_CAT MAP_CONTAINS_KEY MAP_DELETE MAP_INSERT MAP_KEYS MAP_PICK MAP_SIZE",
  ],
  ["Encrypt outside of Snowflake.", "ENCRYPT DECRYPT ENCRYPT_RAW DECRYPT_RAW TRY_DECRYPT TRY_DECRYPT_RAW"],
  ["Compress outside of Snowflake.", "COMPRESS DECOMPRESS_BINARY DECOMPRESS_STRING"],
  [
    "Vectors are not part of it.",
    "VECTOR_COSINE_SIMILARITY VECTOR_INNER_PRODUCT VECTOR_L1_DISTANCE VECTOR_L2_DISTANCE VECTOR_TRUNCATE VECTOR_AVG",
  ],
  [
    "Geography is not part of it; HAVERSINE gives distances.",
    "TO_GEOGRAPHY TRY_TO_GEOGRAPHY TO_GEOMETRY TRY_TO_GEOMETRY",
  ],
  ["Fill the gaps with LAST_VALUE … IGNORE NULLS.", "INTERPOLATE_BFILL INTERPOLATE_FFILL INTERPOLATE_LINEAR"],
  [
    "Use CURRENT_ROLE; grants are recorded, not enforced.",
    "INVOKER_ROLE INVOKER_SHARE IS_ROLE_IN_SESSION IS_DATABASE_ROLE_IN_SESSION IS_GRANTED_TO_INVOKER_ROLE IS_INSTANCE_ROLE_IN_SESSION IS_ROLE_ACTIVATED",
  ],
  ["Use SHOW USERS.", "ALL_USER_NAMES"],
  ["Use QUERY_HISTORY.", "LAST_TRANSACTION"],
  ["Compare UPPER() or LOWER() of both sides.", "COLLATE COLLATION"],
  [
    "Use an internal or external stage with COPY.",
    "GET_STAGE_LOCATION GET_RELATIVE_PATH GET_ABSOLUTE_PATH GET_PRESIGNED_URL BUILD_SCOPED_FILE_URL BUILD_STAGE_FILE_URL TO_FILE",
  ],
  ["Read STALE_AFTER of SHOW STREAMS.", "SYSTEM$STREAM_GET_TABLE_TIMESTAMP"],
  [
    "Use ALTER PIPE … SET PIPE_EXECUTION_PAUSED = FALSE.",
    "SYSTEM$PIPE_FORCE_RESUME SYSTEM$PIPE_REBINDING_WITH_NOTIFICATION_CHANNEL",
  ],
  [
    "The twin has no network policies, links or integrations with clouds.",
    "SYSTEM$ALLOWLIST SYSTEM$ALLOWLIST_PRIVATELINK SYSTEM$WHITELIST SYSTEM$WHITELIST_PRIVATELINK SYSTEM$GET_AWS_SNS_IAM_POLICY SYSTEM$GET_PRIVATELINK_CONFIG SYSTEM$GET_SNOWFLAKE_PLATFORM_INFO SYSTEM$VALIDATE_STORAGE_INTEGRATION SYSTEM$VERIFY_EXTERNAL_VOLUME",
  ],
  ["Use GENERATOR and a sequence's NEXTVAL.", "GETNEXTVAL"],
];

const remedies = new Map(groups.flatMap(([remedy, names]) => names.split(" ").map((name) => [name, remedy] as const)));

/** Names that begin so are all of one kind. */
const families: readonly [prefix: RegExp, remedy: string][] = [
  [/^(?:ST|H3)_/, "Geography is not part of it; HAVERSINE gives distances."],
  [/^(?:AI|FL)_|^SNOWFLAKE\.CORTEX\./, "Machine learning is not part of it."],
];

export const refusedNames: readonly string[] = [...remedies.keys()];

/** The error of a function that Snowflake has and the twin has not; undefined for names that nobody knows. */
export function refusalOf(name: string, position: SqlPosition | undefined): Error | undefined {
  const remedy = remedies.get(name) ?? families.find(([prefix]) => prefix.test(name))?.[1];
  return remedy === undefined ? undefined : notInTwin(position, name, remedy);
}
