/** Words that may not be names. docs.snowflake.com/en/sql-reference/reserved-keywords */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** May not be an identifier anywhere without quotes (except after a dot). */
export const RESERVED = words(`
  ALL ALTER AND ANY AS BETWEEN BY CHECK COLUMN CONNECT CREATE CURRENT DELETE DISTINCT DROP ELSE EXISTS FOLLOWING FOR FROM
  GRANT GROUP HAVING ILIKE IN INCREMENT INSERT INTERSECT INTO IS LIKE MINUS NOT NULL OF ON OR ORDER QUALIFY REGEXP REVOKE
  RLIKE ROW ROWS SAMPLE SELECT SET SOME START TABLE TABLESAMPLE THEN TO TRIGGER UNION UNIQUE UPDATE VALUES WHENEVER WHERE WITH
`);

/** May not stand alone as a column in an expression. */
export const NOT_A_COLUMN = words("CASE CAST TRY_CAST TRUE FALSE WHEN");

/** Reserved words that are also functions when a parenthesis follows. */
export const RESERVED_FUNCTIONS = words("INSERT LIKE ILIKE RLIKE");

/** Begin a clause after a select item, so they are no alias without AS. */
export const NO_COLUMN_ALIAS = words("EXCEPT FETCH LIMIT OFFSET END WINDOW WHEN IGNORE RESPECT COLLATE");

/** May not name a table or be its alias in FROM; the last line begins a clause after it. */
export const NO_TABLE_ALIAS = words(`
  CROSS FULL INNER JOIN LATERAL LEFT NATURAL RIGHT USING OUTER ASOF
  EXCEPT FETCH LIMIT OFFSET WINDOW MATCH_CONDITION END WHEN DIRECTED
`);

/** With a parenthesis after them these belong to the table before, and are no alias. */
export const TABLE_SUFFIXES = words("AT BEFORE CHANGES PIVOT UNPIVOT MATCH_RECOGNIZE");
