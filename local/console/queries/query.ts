/** The shape of a query that the dashboards may ask. */

export interface Query {
  /** Shown below its chart as it runs. */
  sql: string;
  /** The parameters that it takes, in the order of its question marks. */
  parameters?: readonly "asOf"[];
}

export type Queries = Record<string, Query>;
