/** Where every stream stands: durable in the DuckDB file, read from memory, moved with the commit of what consumed it. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal } from "./layout.ts";
import type { ChangePoint, Storage, StreamOffset, StreamOffsets, TableId } from "./port.ts";

interface Row {
  points: [TableId, ChangePoint][];
  isInitial: boolean;
  at: number;
}

/** Reads the offsets and makes storage keep the history that they need. */
export async function openStreamOffsets(
  storage: Pick<Storage, "holdHistory">,
  connection: DuckDBConnection,
): Promise<StreamOffsets> {
  await connection.run("create table if not exists storage.stream_offsets (stream_id bigint, state varchar)");
  const found = await connection.runAndReadAll("select stream_id, state from storage.stream_offsets");
  const offsets = new Map<number, StreamOffset>();
  for (const [id, state] of found.getRows()) {
    const { points, isInitial, at } = JSON.parse(String(state)) as Row;
    offsets.set(Number(id), { points: new Map(points), isInitial, at });
  }
  let isHeld: (streamId: number, offset: StreamOffset) => boolean = () => true;
  storage.holdHistory((table) => {
    let oldest: ChangePoint | undefined;
    for (const [id, offset] of offsets) {
      const point = offset.points.get(table);
      if (point === undefined || !isHeld(id, offset)) continue;
      oldest = Math.min(oldest ?? point, point);
    }
    return oldest;
  });
  const erase = (connection: DuckDBConnection, id: number) =>
    connection.run(`delete from storage.stream_offsets where stream_id = ${id}`);
  return {
    get: (id) => offsets.get(id),
    set(unit, id, offset) {
      const row: Row = { points: [...offset.points], isInitial: offset.isInitial, at: offset.at };
      unit.atCommit(async (connection) => {
        await erase(connection, id);
        await connection.run(`insert into storage.stream_offsets values (${id}, ${literal(JSON.stringify(row))})`);
      });
      unit.afterCommit(() => offsets.set(id, offset));
    },
    remove(unit, id) {
      unit.atCommit(async (connection) => void (await erase(connection, id)));
      unit.afterCommit(() => offsets.delete(id));
    },
    hold(next) {
      isHeld = next;
    },
  };
}
