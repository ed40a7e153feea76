/** What JavaScript bodies find around them, as the text that the sandbox reads first: values by SQL type, and the object `snowflake`. */

/**
 * An expression: a function of `host(request) → response` (JSON texts) that gives the sandbox's entry points.
 * API: https://docs.snowflake.com/en/developer-guide/stored-procedure/stored-procedures-api
 * Types: https://docs.snowflake.com/en/developer-guide/udf-stored-procedure-data-type-mapping#sql-and-javascript-data-type-mapping
 */
export const prelude = `(function (host) {
"use strict";
const { parse, stringify } = JSON;
const two = (n) => String(n).padStart(2, "0");

class SfDate extends Date {
  #nanoseconds = 0; #offset = 0; #scale = 9;
  static of(milliseconds, nanoseconds, offset, scale) {
    const date = new SfDate(milliseconds);
    date.#nanoseconds = nanoseconds; date.#offset = offset; date.#scale = scale;
    return date;
  }
  getEpochSeconds() { return Math.floor(this.getTime() / 1000); }
  getNanoSeconds() { return this.#nanoseconds; }
  getScale() { return this.#scale; }
  getTimezone() { return this.#offset; }
  toString() {
    const local = new Date(this.getTime() + this.#offset * 60000).toISOString();
    const sign = this.#offset < 0 ? "-" : "+", minutes = Math.abs(this.#offset);
    return local.slice(0, 10) + " " + local.slice(11, 19) + "." + String(this.#nanoseconds).padStart(9, "0").slice(0, 3) +
      " " + sign + two(Math.floor(minutes / 60)) + two(minutes % 60);
  }
}

function dateOf(seconds, offset, scale) {
  const [whole, fraction = ""] = seconds.split(".");
  let nanoseconds = Number(fraction.padEnd(9, "0"));
  let full = Number(whole);
  if (seconds.startsWith("-") && nanoseconds > 0) { full -= 1; nanoseconds = 1e9 - nanoseconds; }
  return SfDate.of(full * 1000 + Math.floor(nanoseconds / 1e6), nanoseconds, offset, scale);
}

function fromWire({ kind, scale }, wire, missing) {
  if (wire === null || wire === undefined) return missing;
  switch (kind) {
    case "number": case "float":
      return wire === "inf" ? Infinity : wire === "-inf" ? -Infinity : wire === "nan" ? NaN : Number(wire);
    case "boolean": return wire === "1";
    case "date": return SfDate.of(Number(wire) * 86400000, 0, 0, 0);
    case "time": {
      const seconds = Math.floor(Number(wire));
      return two(Math.floor(seconds / 3600)) + ":" + two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
    }
    case "timestamp_ntz": case "timestamp_ltz": return dateOf(wire, 0, scale);
    case "timestamp_tz": { const [seconds, offset] = wire.split(" "); return dateOf(seconds, Number(offset) - 1440, scale); }
    case "binary": return Uint8Array.from(wire.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    case "variant": case "object": case "array": return parse(wire);
    default: return wire;
  }
}

const fail = (value, type) => { throw new TypeError("Failed to cast variant value " + (stringify(value) ?? String(value)) + " to " + type); };

/** Objects have their keys in order. */
function ordered(value) {
  if (value === null || typeof value !== "object") return value;
  if (typeof value.toJSON === "function") return ordered(value.toJSON());
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : ordered(item)));
  if (ArrayBuffer.isView(value)) return hex(value);
  return Object.fromEntries(Object.keys(value).filter((key) => value[key] !== undefined && typeof value[key] !== "function")
    .sort().map((key) => [key, ordered(value[key])]));
}
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();

function millisecondsOf(value, type) {
  const date = value instanceof Date ? value : typeof value === "string" ? new Date(/[zZ]|[+-]\\d\\d:?\\d\\d$/.test(value) ? value : value.replace(" ", "T") + (value.length > 10 ? "Z" : "")) : new Date(Number(value));
  return Number.isNaN(date.getTime()) ? fail(value, type) : date.getTime();
}

function secondsText(value, type) {
  const milliseconds = millisecondsOf(value, type);
  const nanoseconds = value instanceof SfDate ? value.getNanoSeconds() : (((milliseconds % 1000) + 1000) % 1000) * 1e6;
  let whole = Math.floor(milliseconds / 1000), fraction = nanoseconds;
  if (whole < 0 && fraction > 0) { whole += 1; fraction = 1e9 - fraction; return (whole === 0 ? "-0" : whole) + "." + String(fraction).padStart(9, "0"); }
  return whole + "." + String(fraction).padStart(9, "0");
}

function toWire({ kind, scale }, value) {
  if (value === undefined) return null;
  if (value === null) return kind === "variant" ? "null" : null;
  switch (kind) {
    case "number": case "float": {
      const number = typeof value === "string" && value.trim() === "" ? NaN : Number(value);
      if (Number.isNaN(number) && !(typeof value === "number")) fail(value, kind === "float" ? "REAL" : "FIXED");
      if (!Number.isFinite(number)) return Number.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
      return String(number);
    }
    case "boolean": return (typeof value === "string" ? /^(true|1|yes|on|t|y)$/i.test(value) : Boolean(value)) ? "1" : "0";
    case "date": return String(Math.floor(millisecondsOf(value, "DATE") / 86400000));
    case "time": {
      const text = value instanceof Date ? value.toISOString().slice(11, 23) : String(value);
      const match = /^(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?$/.exec(text) ?? fail(value, "TIME");
      return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0) + "." + (match[4] ?? "").padEnd(9, "0");
    }
    case "timestamp_ntz": case "timestamp_ltz": return secondsText(value, "TIMESTAMP");
    case "timestamp_tz": return secondsText(value, "TIMESTAMP") + " " + (1440 + (value instanceof SfDate ? value.getTimezone() : 0));
    case "binary": return ArrayBuffer.isView(value) ? hex(value) : fail(value, "BINARY");
    case "variant": return stringify(ordered(value)) ?? null;
    case "array": return stringify(ordered(Array.isArray(value) ? value : [value]));
    case "object": return typeof value === "object" && !Array.isArray(value) ? stringify(ordered(value)) : fail(value, "OBJECT");
    default: return String(value);
  }
}

/** Where the body called, from the stack: the body's frames name its file. */
function place(stack) {
  const match = /\\(?body:(\\d+):(\\d+)\\)?/.exec(String(stack));
  return match === null ? undefined : { line: Number(match[1]), column: Number(match[2]) };
}

function describe(error) {
  if (!(error instanceof Error)) return { name: undefined, message: String(error), isSql: false };
  const { name, message, stack } = error;
  return { name: String(name), message: String(message), at: place(stack), isSql: error.isFromSql === true, trace: error.stackTraceTxt };
}

function ask(method, request) {
  const { error, answer } = parse(host(stringify(request)));
  if (error === undefined) return answer;
  const thrown = new Error(error.message);
  const at = place(thrown.stack);
  Object.assign(thrown, { code: error.code, state: error.state, stackTraceTxt: "At " + method + ", line " + at?.line + " position " + (at === undefined ? undefined : at.column - 1) });
  Object.defineProperty(thrown, "isFromSql", { value: true });
  throw thrown;
}

function bindOf(value) {
  if (value === null || value === undefined) return { type: "TEXT", value: null };
  switch (typeof value) {
    case "string": return { type: "TEXT", value };
    case "number": return Number.isFinite(value) ? { type: "FIXED", value: String(value) } : { type: "REAL", value: String(value) };
    case "bigint": return { type: "FIXED", value: String(value) };
    case "boolean": return { type: "BOOLEAN", value: value ? "true" : "false" };
  }
  if (value instanceof Date) return { type: "TIMESTAMP_LTZ", value: String(BigInt(value.getTime()) * 1000000n) };
  if (ArrayBuffer.isView(value)) return { type: "BINARY", value: hex(value) };
  const error = new Error("Unsupported type for binding argument: " + stringify(value));
  throw error;
}

const typeNames = { number: "number", float: "number", boolean: "boolean", date: "date", varchar: "string", time: "string",
  timestamp_ntz: "date", timestamp_ltz: "date", timestamp_tz: "date", binary: "binary", variant: "json", object: "json", array: "json" };
const sqlNames = { number: "FIXED", float: "REAL", varchar: "TEXT" };

function makeApi() {
  class Result {
    #answer;
    constructor(answer) { this.#answer = answer; }
    columnAt(column) {
      const { columns } = this.#answer;
      const at = typeof column === "number" ? column - 1 : columns.findIndex(({ name }) => name === column || name === String(column).toUpperCase());
      if (columns[at] === undefined) throw new Error("Given column name/index does not exist: " + column);
      return at;
    }
    getColumnCount() { return this.#answer.columns.length; }
    getColumnName(at) { return this.#answer.columns[this.columnAt(at)].name; }
    getColumnScale(at) { return this.#answer.columns[this.columnAt(at)].type.scale ?? 0; }
    getColumnType(at) { return typeNames[this.#answer.columns[this.columnAt(at)].type.kind] ?? "string"; }
    getColumnSqlType(at) { const { kind } = this.#answer.columns[this.columnAt(at)].type; return sqlNames[kind] ?? kind.toUpperCase(); }
    isColumnNullable(at) { return this.#answer.columns[this.columnAt(at)].nullable; }
    isColumnText(at) { return this.getColumnSqlType(at) === "TEXT"; }
    isColumnArray(at) { return this.getColumnSqlType(at) === "ARRAY"; }
    isColumnBinary(at) { return this.getColumnSqlType(at) === "BINARY"; }
    isColumnBoolean(at) { return this.getColumnSqlType(at) === "BOOLEAN"; }
    isColumnDate(at) { return this.getColumnSqlType(at) === "DATE"; }
    isColumnNumber(at) { return this.getColumnType(at) === "number"; }
    isColumnObject(at) { return this.getColumnSqlType(at) === "OBJECT"; }
    isColumnTime(at) { return this.getColumnSqlType(at) === "TIME"; }
    isColumnTimestamp(at) { return this.getColumnSqlType(at).startsWith("TIMESTAMP"); }
    isColumnVariant(at) { return this.getColumnSqlType(at) === "VARIANT"; }
    getQueryId() { return this.#answer.queryId; }
    getRowCount() { return this.#answer.total; }
    getNumRowsAffected() { const { inserted = 0, updated = 0, deleted = 0 } = this.#answer.counts; return inserted + updated + deleted; }
    getNumRowsInserted() { return this.#answer.counts.inserted ?? 0; }
    getNumRowsUpdated() { return this.#answer.counts.updated ?? 0; }
    getNumRowsDeleted() { return this.#answer.counts.deleted ?? 0; }
    getNumDuplicateRowsUpdated() { return this.#answer.counts.duplicates ?? 0; }
    cell(row, column) {
      const at = this.columnAt(column);
      if (row === undefined) throw new Error("ResultSet is empty or not prepared, call next() first");
      return [this.#answer.columns[at].type, row[at]];
    }
    rows() { return this.#answer.rows; }
  }
  class ResultSet extends Result {
    #at = -1;
    next() { this.#at += 1; return this.#at < this.rows().length; }
    getColumnValue(column) { const [type, wire] = this.cell(this.rows()[this.#at], column); return fromWire(type, wire, null); }
    getColumnValueAsString(column) {
      const [type, wire] = this.cell(this.rows()[this.#at], column);
      if (wire === null) return null;
      const isText = ["number", "float", "varchar", "variant", "object", "array", "binary"].includes(type.kind);
      return isText ? wire : String(fromWire(type, wire, null));
    }
  }
  const unset = { columns: [], rows: [], counts: {}, total: 0, queryId: undefined };
  class Statement extends Result {
    #text; #binds; #inner;
    constructor(text, binds) { super(unset); this.#text = text; this.#binds = binds; }
    getSqlText() { return this.#text; }
    run(method) {
      const answer = ask(method, { sqlText: this.#text, binds: this.#binds });
      this.#inner = new Result(answer);
      return new ResultSet(answer);
    }
    execute() { return this.run("Statement.execute"); }
    inner() { return this.#inner; }
  }
  for (const name of Object.getOwnPropertyNames(Result.prototype)) {
    if (!/^(get|is)/.test(name)) continue;
    Statement.prototype[name] = function (...args) {
      if (this.inner() === undefined) throw new Error("Statement is not executed yet: " + name);
      return this.inner()[name](...args);
    };
  }
  const prepare = (command) => {
    const { sqlText, binds = [] } = typeof command === "string" ? { sqlText: command } : command ?? {};
    if (typeof sqlText !== "string" || sqlText.trim() === "") throw new Error("Error when preparing statement: sqlText is missing");
    return new Statement(sqlText, Array.from(binds, bindOf));
  };
  return Object.freeze({
    createStatement: prepare,
    execute: (command) => prepare(command).run("Snowflake.execute"),
    log() {}, addEvent() {}, setSpanAttribute() {},
  });
}

return {
  /** Procedures see the object snowflake as a global. */
  offerApi() { globalThis.snowflake = makeApi(); globalThis.SfDate = SfDate; },
  procedure(body, request) {
    const { types, args, returns } = parse(request);
    try {
      return stringify({ wire: toWire(returns, body(...args.map((wire, at) => fromWire(types[at], wire, undefined)))) });
    } catch (error) { return stringify({ error: describe(error) }); }
  },
  /** One result for each row of arguments. */
  rows(body, request) {
    const { types, rows, returns } = parse(request);
    try {
      return stringify({ wires: rows.map((args) => toWire(returns, body(...types.map((type, at) => fromWire(type, args[at], undefined))))) });
    } catch (error) { return stringify({ error: describe(error) }); }
  },
  /** A table function over one partition. */
  table(handler, request) {
    const { names, types, rows, columns } = parse(request);
    try {
      const written = [];
      const writer = { writeRow(row) { written.push(columns.map(({ name, type }) => toWire(type, row?.[name]))); } };
      const value = (args) => Object.fromEntries(names.map((name, at) => [name, fromWire(types[at], args[at], undefined)]));
      const info = Object.fromEntries(names.map((name, at) => [name, { type: types[at].kind.toUpperCase(), isConst: rows.length === 1, constValue: rows.length === 1 ? fromWire(types[at], rows[0][at], undefined) : undefined }]));
      const context = {};
      handler.initialize?.(info, context);
      for (const args of rows) handler.processRow?.(value(args), writer, context);
      handler.finalize?.(writer, context);
      return stringify({ written });
    } catch (error) { return stringify({ error: describe(error) }); }
  },
};
})`;
