/**
 * A `.pbids` file: where the data is, for Power BI Desktop to ask for a login and show its Navigator. It names one connection and no
 * tables (learn.microsoft.com/en-us/power-bi/connect-data/desktop-data-sources#use-pbids-files-to-get-data). That page has no example for
 * Snowflake: by its rule protocol and address are the connector's own, here with the parameters of its function,
 * Snowflake.Databases(server, warehouse) (learn.microsoft.com/en-us/power-query/connectors/snowflake).
 */
export interface Address {
  /** The account's host, `….snowflakecomputing.com`. */
  server: string;
  warehouse: string;
}

/** Without a `mode`: Power BI asks whether to import or to query directly. */
export const pbids = ({ server, warehouse }: Address): string =>
  `${JSON.stringify(
    {
      version: "0.1",
      connections: [{ details: { protocol: "snowflake", address: { server, warehouse } }, options: {} }],
    },
    undefined,
    2,
  )}\n`;
