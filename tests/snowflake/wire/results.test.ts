import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ResultColumn } from "../../../local/snowflake/engine/context.ts";
import { encodeArrow } from "../../../local/snowflake/results/encode-arrow.ts";
import { encodeJsonQuery } from "../../../local/snowflake/results/encode-json.ts";
import { indentJson } from "../../../local/snowflake/results/indent-json.ts";
import { createResultStore, type StoredResult } from "../../../local/snowflake/results/result-store.ts";
import { storedRows } from "../../../local/snowflake/results/stored-rows.ts";
import { duckType, type SfType } from "../../../local/snowflake/sql/types.ts";

let connection: DuckDBConnection;
const folder = mkdtempSync(join(tmpdir(), "results-test-"));

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run("set TimeZone = 'UTC'");
});
afterAll(() => {
  connection.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

const column = (type: SfType, name = "C"): ResultColumn => ({ name, type, nullable: true });

/** One value of each type: what DuckDB has, and what the JSON wire carries. */
const cells: readonly { type: SfType; value: string; wire: string | null }[] = [
  { type: { kind: "number", precision: 10, scale: 2 }, value: "-12.30", wire: "-12.30" },
  {
    type: { kind: "number", precision: 38, scale: 0 },
    value: "99999999999999999999999999999999999999",
    wire: "99999999999999999999999999999999999999",
  },
  { type: { kind: "number", precision: 38, scale: 10 }, value: "1.5", wire: "1.5000000000" },
  { type: { kind: "number", precision: 38, scale: 37 }, value: "-1.5", wire: `-1.5${"0".repeat(36)}` },
  { type: { kind: "float" }, value: "0.1", wire: "0.1" },
  { type: { kind: "varchar", length: 10 }, value: "'a\"b\\\n\u00e9'", wire: 'a"b\\\n\u00e9' },
  { type: { kind: "boolean" }, value: "true", wire: "1" },
  { type: { kind: "boolean" }, value: "false", wire: "0" },
  { type: { kind: "boolean" }, value: "null", wire: null },
  { type: { kind: "date" }, value: "'1969-12-31'", wire: "-1" },
  { type: { kind: "date" }, value: "'2026-01-31'", wire: "20484" },
  { type: { kind: "time", scale: 9 }, value: "'12:34:56.000007'", wire: "45296.000007000" },
  { type: { kind: "time", scale: 3 }, value: "'00:00:01.5'", wire: "1.500" },
  { type: { kind: "timestamp_ntz", scale: 9 }, value: "'1969-12-31 23:59:59.25'", wire: "-0.750000000" },
  { type: { kind: "timestamp_ltz", scale: 9 }, value: "'2026-01-31 00:00:00.123456+00'", wire: "1769817600.123456000" },
  { type: { kind: "timestamp_ntz", scale: 3 }, value: "'1969-12-31 23:59:59.25'", wire: "-0.750" },
  { type: { kind: "timestamp_ltz", scale: 7 }, value: "'2026-01-31 00:00:00.123456+00'", wire: "1769817600.1234560" },
  {
    type: { kind: "timestamp_tz", scale: 9 },
    value: "{'utc': timestamp '2026-01-31 00:00:00', 'offset': -90}",
    wire: "1769817600.000000000 1350",
  },
  { type: { kind: "binary", length: 8 }, value: "unhex('00FFa1')", wire: "00FFA1" },
  {
    type: { kind: "variant" },
    value: `'{"a":[1,2.50],"b":{}}'`,
    wire: '{\n  "a": [\n    1,\n    2.50\n  ],\n  "b": {}\n}',
  },
];

describe("result encoding", () => {
  it("shows no rows that another session commits between the query's planning and its run", async () => {
    const instance = await DuckDBInstance.create(join(folder, "two.duckdb"));
    const [reader, writer] = [await instance.connect(), await instance.connect()];
    await writer.run("create table t as select 4 as stamp from range(1000)");
    // The other session's commit falls between the two steps of streaming.
    vi.spyOn(reader, "stream").mockImplementation(async (sql) => {
      const prepared = await reader.prepare(sql as string);
      await writer.run("insert into t select 9 from range(500)");
      return prepared.stream();
    });
    const rows = { kind: "query" as const, sql: "select stamp from t where stamp <= 4" };
    const type: SfType = { kind: "number", precision: 18, scale: 0 };
    const sink = createResultStore(folder).openSink();
    const { total } = await encodeJsonQuery(reader, rows, [column(type)], sink, 2);
    expect(total).toBe(1000);
    reader.closeSync();
    writer.closeSync();
    instance.closeSync();
  });

  it.each(cells)("carries $value of $type.kind as the JSON wire does", async ({ type, value, wire }) => {
    const sink = createResultStore(folder).openSink();
    const sql = `select cast(${value} as ${duckType(type)})`;
    const { inline, total } = await encodeJsonQuery(connection, { kind: "query", sql }, [column(type)], sink, 2);
    expect(total).toBe(1);
    expect(JSON.parse(inline)).toEqual([[wire]]);
  });

  it.each(cells)("carries $value of $type.kind through Arrow and back", async ({ type, value, wire }) => {
    const sink = createResultStore(folder).openSink();
    const sql = `select cast(${value} as ${duckType(type)})`;
    const { inline } = await encodeArrow(connection, { kind: "query", sql }, [column(type)], sink, 2);
    const stored = { columns: [column(type)], format: "arrow", inline, chunks: [] } as unknown as StoredResult;
    const [[cell]] = JSON.parse(storedRows(stored));
    // Arrow's times have nine digits whatever their scale.
    const nine = ["time", "timestamp_ntz", "timestamp_ltz"].includes(type.kind)
      ? wire?.replace(/\.\d+$/, (digits) => digits.padEnd(10, "0"))
      : wire;
    expect(type.kind === "binary" ? cell.toUpperCase() : cell).toBe(nine);
  });

  it("keeps the rows of a large result in order, over inline rows and chunks", async () => {
    const store = createResultStore(folder);
    for (const encode of [encodeJsonQuery, encodeArrow]) {
      const sink = store.openSink();
      const columns = [
        column({ kind: "number", precision: 18, scale: 0 }, "I"),
        column({ kind: "varchar", length: 99 }, "T"),
      ];
      const sql = "select cast(i as decimal(18,0)), repeat('x', 20) || i from range(250000) t(i) order by i";
      const encoded = await encode(connection, { kind: "query", sql }, columns, sink, 2);
      expect(encoded.total).toBe(250_000);
      expect(sink.chunks.length).toBeGreaterThan(1);
      expect(encoded.returned + sink.chunks.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(250_000);
      const stored = { ...encoded, columns, format: encode === encodeArrow ? "arrow" : "json", chunks: sink.chunks };
      const rows = JSON.parse(storedRows(stored as unknown as StoredResult)) as [string, string][];
      expect(rows.every(([number, text], at) => number === String(at) && text.endsWith(`x${at}`))).toBe(true);
      await sink.discard();
    }
  });

  it("gives an empty Arrow result as no stream", async () => {
    const sink = createResultStore(folder).openSink();
    const { inline, total } = await encodeArrow(
      connection,
      { kind: "query", sql: "select 1::decimal(3,0) where false" },
      [column({ kind: "number", precision: 3, scale: 0 })],
      sink,
      2,
    );
    expect([inline, total]).toEqual(["", 0]);
  });

  it("keeps the offsets of text columns free of padding, which the connectors' reader refuses", async () => {
    for (const rows of [1, 2, 3, 4]) {
      const sink = createResultStore(folder).openSink();
      const sql = `select repeat('x', i::int) from range(${rows}) t(i)`;
      const { inline } = await encodeArrow(
        connection,
        { kind: "query", sql },
        [column({ kind: "varchar", length: 99 })],
        sink,
        2,
      );
      const { batches, numRows } = tableFromIPC(Buffer.from(inline, "base64"));
      expect(numRows).toBe(rows);
      expect(batches.every((batch) => batch.numRows % 2 === 1)).toBe(true);
    }
  });

  it("keeps columns of the same name apart in Arrow", async () => {
    const sink = createResultStore(folder).openSink();
    const type: SfType = { kind: "number", precision: 3, scale: 0 };
    const columns = [column(type, "A"), column(type, "A"), column(type, "A_2")];
    const sql = "select 1::decimal(3,0), 2::decimal(3,0), 3::decimal(3,0)";
    const { inline } = await encodeArrow(connection, { kind: "query", sql }, columns, sink, 2);
    const table = tableFromIPC(Buffer.from(inline, "base64"));
    expect(table.schema.fields.map((field) => field.name)).toEqual(["A", "A_2", "A_2_2"]);
    expect([0, 1, 2].map((at) => table.getChildAt(at)?.get(0))).toEqual([1n, 2n, 3n]);
  });

  it("marks Arrow fields with the Snowflake type that connectors read", async () => {
    const sink = createResultStore(folder).openSink();
    const { inline } = await encodeArrow(
      connection,
      { kind: "query", sql: "select 1.5::decimal(9,2)" },
      [column({ kind: "number", precision: 9, scale: 2 })],
      sink,
      2,
    );
    const [field] = tableFromIPC(Buffer.from(inline, "base64")).schema.fields;
    expect(Object.fromEntries(field?.metadata ?? [])).toMatchObject({
      logicalType: "FIXED",
      precision: "9",
      scale: "2",
    });
  });
});

describe("indentJson", () => {
  it("prints as JSON.stringify does with the same indent, for every JSON value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        fc.pre(typeof value === "object" && value !== null);
        const text = JSON.stringify(value);
        expect(indentJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2));
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("leaves numbers as they are written", () => {
    expect(indentJson("[1.10,12345678901234567890]")).toBe("[\n  1.10,\n  12345678901234567890\n]");
  });
});
