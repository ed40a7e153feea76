/** Where the twin listens unless told otherwise. */
export const DEFAULT_PORTS = { awsPort: 4566, snowflakePort: 8084, consolePort: 4567 } as const;
