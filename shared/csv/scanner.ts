/** The compiled `scan.wat` with its memory: columns, words, the list of fields left over, and the window of text behind them. */
import { SCAN_BYTES } from "./scan-bytes.ts";

/** As much of the WebAssembly API as is used here: TypeScript has it in the browser's library only. */
interface Wasm {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
}

interface WasmMemory {
  buffer: ArrayBuffer;
  /** By pages of 64 KiB. */
  grow(pages: number): number;
}

/** A number, set and read: see `scan.wat` for what each means. */
interface WasmNumber {
  value: number;
}

interface ScanExports {
  memory: WasmMemory;
  delimiter: WasmNumber;
  quote: WasmNumber;
  comment: WasmNumber;
  refused: WasmNumber;
  columns: WasmNumber;
  listAt: WasmNumber;
  listMost: WasmNumber;
  records: WasmNumber;
  listed: WasmNumber;
  counted: WasmNumber;
  state: WasmNumber;
  filled: WasmNumber;
  scan(start: number, end: number): number;
  count(start: number, end: number): void;
}

export const MOST_COLUMNS = 512;
export const COLUMN_BYTES = 32;
export const WORDS_AT = MOST_COLUMNS * COLUMN_BYTES;
export const WORDS_MOST = 1024;
export const LIST_AT = WORDS_AT + WORDS_MOST * 8;
export const LIST_MOST = 4096;
export const LIST_ENTRY_BYTES = 16;
/** Where the text starts; a multiple of 64 KiB, the page of WebAssembly. */
export const WINDOW_AT = 2 * 65_536;
/** What the scanner may read behind the end of the text. */
const SLACK_BYTES = 64;
const NONE = 256;

let module: object | undefined;

export type Scanner = ScanExports;

/** `capacity` is the first size of the window, in bytes. The module is compiled once per process. */
export function createScanner(capacity: number): Scanner {
  const wasm = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
  module ??= new wasm.Module(Buffer.from(SCAN_BYTES, "base64"));
  const scanner = new wasm.Instance(module).exports as ScanExports;
  growWindow(scanner, capacity);
  scanner.listAt.value = LIST_AT;
  scanner.listMost.value = LIST_MOST;
  return scanner;
}

/** The memory as a `Buffer`; the one before is detached. */
export function growWindow(scanner: Scanner, capacity: number): Buffer {
  const missing = WINDOW_AT + capacity + SLACK_BYTES - scanner.memory.buffer.byteLength;
  if (missing > 0) scanner.memory.grow(Math.ceil(missing / 65_536));
  return Buffer.from(scanner.memory.buffer);
}

/** The code of an ASCII character, or of none. */
export const byteOf = (character: string | undefined): number => character?.charCodeAt(0) ?? NONE;
