/** One result column on its way to Arrow: what DuckDB is asked for, and how values are gathered and typed. */
import * as arrow from "apache-arrow";
import type { SfType } from "../sql/types.ts";
import { indentJson } from "./indent-json.ts";

export type Value = bigint | number | string | Uint8Array | null;

export interface ArrowColumn {
  /** DuckDB text of the value to read; microseconds for times and timestamps. */
  sql(column: string): string;
  push(value: Value): void;
  /** The gathered values with the type that they fit; the column is then empty. */
  take(): { type: arrow.DataType; data: arrow.Data };
}

const largestInt64 = 2n ** 63n - 1n;
const micros = 1_000_000n;

export function arrowColumn(type: SfType, jsonIndent: number): ArrowColumn {
  switch (type.kind) {
    case "number":
      return type.precision <= 18
        ? int64Column((column) => unscaled(column, type.scale))
        : wideColumn(type.precision, type.scale);
    case "float":
      return listColumn(
        (column) => column,
        () => new arrow.Float64(),
      );
    case "boolean":
      return booleanColumn();
    case "date":
      return dateColumn();
    case "time":
      return int64Column((column) => scaledTime(`epoch_us(${column})`, type.scale));
    case "timestamp_ntz":
    case "timestamp_ltz":
      return type.scale <= 7
        ? int64Column((column) => scaledTime(`epoch_us(${column})`, type.scale))
        : timestampColumn();
    case "timestamp_tz":
      return zonedColumn();
    case "binary":
      return listColumn(
        (column) => column,
        () => new arrow.Binary(),
      );
    case "variant":
    case "object":
    case "array":
      return listColumn(
        (column) => `cast(${column} as varchar)`,
        () => new arrow.Utf8(),
        (value) => indentJson(String(value), jsonIndent),
      );
    default:
      return listColumn(
        (column) => `cast(${column} as varchar)`,
        () => new arrow.Utf8(),
      );
  }
}

/** The digits without the point, as a whole number that fits 64 bits. */
const unscaled = (column: string, scale: number) =>
  scale === 0
    ? `cast(${column} as bigint)`
    : `cast(cast(${column} as decimal(38,${scale})) * cast(1e${scale} as decimal(38,0)) as bigint)`;

/** Snowflake counts times in units of the column's scale. */
const scaledTime = (microseconds: string, scale: number) =>
  scale >= 6 ? `${microseconds} * ${10 ** (scale - 6)}` : `${microseconds} // ${10 ** (6 - scale)}`;

function nullBits(values: readonly Value[]): { nullBitmap: Uint8Array; nullCount: number } {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8));
  let nullCount = 0;
  for (const [at, value] of values.entries()) {
    if (value === null) nullCount++;
    else nullBitmap[at >> 3] = (nullBitmap[at >> 3] as number) | (1 << (at & 7));
  }
  return { nullBitmap, nullCount };
}

function gather(
  sql: (column: string) => string,
  finish: (values: Value[]) => ReturnType<ArrowColumn["take"]>,
): ArrowColumn {
  let values: Value[] = [];
  return {
    sql,
    push: (value) => values.push(value),
    take() {
      const taken = values;
      values = [];
      return finish(taken);
    },
  };
}

function int64Data(values: readonly Value[]): arrow.Data {
  const data = new BigInt64Array(values.length);
  for (const [at, value] of values.entries()) if (value !== null) data[at] = BigInt(value as bigint);
  return arrow.makeData({ type: new arrow.Int64(), length: values.length, data, ...nullBits(values) });
}

const int64Column = (sql: (column: string) => string): ArrowColumn =>
  gather(sql, (values) => ({ type: new arrow.Int64(), data: int64Data(values) }));

/** More than 18 digits: 64 bits when all values of the chunk fit, which drivers read faster, else 128. */
function wideColumn(precision: number, scale: number): ArrowColumn {
  const whole = (column: string) =>
    scale === 0 ? `cast(${column} as varchar)` : `replace(cast(${column} as varchar), '.', '')`;
  return gather(whole, (texts) => {
    const values = texts.map((text) => (text === null ? null : BigInt(text as string)));
    if (values.every((value) => value === null || (value <= largestInt64 && value >= -largestInt64))) {
      return { type: new arrow.Int64(), data: int64Data(values) };
    }
    const type = new arrow.Decimal(scale, precision, 128);
    const data = new Uint32Array(values.length * 4);
    for (const [at, value] of values.entries()) {
      if (value === null) continue;
      const bits = BigInt.asUintN(128, value);
      for (let word = 0; word < 4; word++) data[at * 4 + word] = Number((bits >> BigInt(32 * word)) & 0xffffffffn);
    }
    return { type, data: arrow.makeData({ type, length: values.length, data, ...nullBits(values) }) };
  });
}

function booleanColumn(): ArrowColumn {
  return gather(
    (column) => `cast(${column} as tinyint)`,
    (values) => {
      const data = new Uint8Array(Math.ceil(values.length / 8));
      for (const [at, value] of values.entries()) {
        if (value === 1) data[at >> 3] = (data[at >> 3] as number) | (1 << (at & 7));
      }
      const type = new arrow.Bool();
      return { type, data: arrow.makeData({ type, length: values.length, data, ...nullBits(values) }) };
    },
  );
}

function dateColumn(): ArrowColumn {
  return gather(
    (column) => `cast(${column} - date '1970-01-01' as integer)`,
    (values) => {
      const data = new Int32Array(values.length);
      for (const [at, value] of values.entries()) data[at] = Number(value ?? 0);
      const type = new arrow.DateDay();
      return { type, data: arrow.makeData({ type, length: values.length, data, ...nullBits(values) }) };
    },
  );
}

/** Text and binary, where Arrow's own builder is good enough. */
function listColumn(
  sql: (column: string) => string,
  makeType: () => arrow.DataType,
  convert: (value: Value) => Value = (value) => value,
): ArrowColumn {
  return gather(sql, (values) => {
    const type = makeType();
    const vector = arrow.vectorFromArray(
      values.map((value) => (value === null ? null : convert(value))),
      type,
    );
    const [data] = vector.data;
    return { type, data: data ?? arrow.makeData({ type: new arrow.Null(), length: 0 }) };
  });
}

const child = (name: string, type: arrow.DataType) => new arrow.Field(name, type, true);

function structData(
  fields: readonly { field: arrow.Field; data: arrow.Data }[],
  values: readonly Value[],
): ReturnType<ArrowColumn["take"]> {
  const type = new arrow.Struct(fields.map(({ field }) => field));
  const children = fields.map(({ data }) => data);
  return { type, data: arrow.makeData({ type, length: values.length, children, ...nullBits(values) }) };
}

function int32Data(values: readonly (number | null)[]): arrow.Data {
  const data = new Int32Array(values.length);
  for (const [at, value] of values.entries()) data[at] = value ?? 0;
  return arrow.makeData({ type: new arrow.Int32(), length: values.length, data, ...nullBits(values) });
}

/** Seconds before 1970 count down, the fraction always up. */
function splitMicroseconds(values: readonly Value[]): { epoch: arrow.Data; fraction: arrow.Data } {
  const seconds: Value[] = [];
  const fractions: (number | null)[] = [];
  for (const value of values) {
    if (value === null) {
      seconds.push(null);
      fractions.push(null);
      continue;
    }
    const total = BigInt(value as bigint);
    const rest = ((total % micros) + micros) % micros;
    seconds.push((total - rest) / micros);
    fractions.push(Number(rest) * 1000);
  }
  return { epoch: int64Data(seconds), fraction: int32Data(fractions) };
}

/**
 * Scale 8 and 9: seconds and nanoseconds. Lesser scales are one number of their own unit: the connector reads rows of either form, but
 * a table of Arrow or pandas of one number only (ArrowTableConverter::convertTimestampColumn_nanoarrow of snowflake-connector-python).
 */
function timestampColumn(): ArrowColumn {
  return gather(
    (column) => `epoch_us(${column})`,
    (values) => {
      const { epoch, fraction } = splitMicroseconds(values);
      return structData(
        [
          { field: child("epoch", new arrow.Int64()), data: epoch },
          { field: child("fraction", new arrow.Int32()), data: fraction },
        ],
        values,
      );
    },
  );
}

/** `microseconds offset`, offset in minutes from UTC; on the wire it is 1440 more. */
function zonedColumn(): ArrowColumn {
  return gather(
    (column) => `cast(epoch_us(${column}.utc) as varchar) || ' ' || cast(${column}."offset" + 1440 as varchar)`,
    (texts) => {
      const pairs = texts.map((text) => (text === null ? null : String(text).split(" ")));
      const { epoch, fraction } = splitMicroseconds(pairs.map((pair) => (pair === null ? null : BigInt(pair[0] ?? 0))));
      const zone = int32Data(pairs.map((pair) => (pair === null ? null : Number(pair[1]))));
      return structData(
        [
          { field: child("epoch", new arrow.Int64()), data: epoch },
          { field: child("fraction", new arrow.Int32()), data: fraction },
          { field: child("timezone", new arrow.Int32()), data: zone },
        ],
        texts,
      );
    },
  );
}
