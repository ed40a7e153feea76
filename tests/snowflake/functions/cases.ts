/** How function tests are written: an expression and what Snowflake's documentation says it gives. */

/** `sql` is an expression, or a whole query when it starts with select or with. NULL is null. */
export type Case = readonly [sql: string, expected: string | null];

export const queryOf = (sql: string): string => (/^(select|with)\s/i.test(sql) ? sql : `select ${sql}`);
