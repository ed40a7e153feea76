/** What a sequence will give next, without taking it. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { sequenceName } from "../storage/layout.ts";
import type { SequenceDefinition } from "./objects.ts";

/** DuckDB text of a scalar. A sequence that was never used has no last value. */
export function nextValueSql({ sequence, start, increment }: SequenceDefinition): string {
  return `(select coalesce(any_value(last_value) + ${increment}, ${start}) from duckdb_sequences() where schema_name || '.' || sequence_name = '${sequenceName(sequence)}')`;
}

export async function nextSequenceValue(connection: DuckDBConnection, sequence: SequenceDefinition): Promise<number> {
  const result = await connection.runAndReadAll(`select cast(${nextValueSql(sequence)} as varchar)`);
  return Number(result.getRowsJS()[0]?.[0]);
}
