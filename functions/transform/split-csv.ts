/** Cuts a CSV stream into parts of so many records, without its header, each line ended by LF: parts can be worked on side by side. */

export interface SplitOptions {
  recordsPerPart: number;
  quote: string;
  hasHeader: boolean;
  /** Starts a part: gets its bytes in order, and is ended before the next one starts. */
  openPart(index: number): { write(bytes: Uint8Array): Promise<void>; end(): Promise<void> };
}

export interface SplitPart {
  index: number;
  /** Records before the part's first. */
  recordsBefore: number;
  records: number;
}

const LF = 0x0a;
const CR = 0x0d;

/**
 * The records of a member whose structure was found sound (see `shared/csv`): a quote opens at a field's start, and a doubled quote inside is two
 * quotes; so a line end is a record's end exactly when the number of quotes before it is even. Empty lines are no records.
 */
export async function splitCsv(chunks: AsyncIterable<Uint8Array>, options: SplitOptions): Promise<SplitPart[]> {
  const { recordsPerPart, openPart } = options;
  const quote = options.quote.charCodeAt(0);
  const parts: SplitPart[] = [];
  let sink: ReturnType<SplitOptions["openPart"]> | undefined;
  let skipping = options.hasHeader;
  let total = 0;
  let state: LineState = { inQuotes: false, afterCr: false };

  async function add(bytes: Uint8Array, records: number): Promise<void> {
    if (bytes.length === 0) return;
    if (!sink) {
      sink = openPart(parts.length);
      parts.push({ index: parts.length, recordsBefore: total, records: 0 });
    }
    const part = parts.at(-1)!;
    await sink.write(bytes);
    part.records += records;
    total += records;
    if (part.records < recordsPerPart) return;
    await sink.end();
    sink = undefined;
  }

  let isFirst = true;
  let isOpenLine = false;
  for await (const raw of chunks) {
    const chunk = isFirst ? withoutBom(raw) : raw;
    isFirst = false;
    const { text, next } = normalised(chunk, quote, state);
    const quotesBefore = state.inQuotes;
    state = next;
    for (let at = 0; at < text.length; ) {
      const room = skipping ? 1 : recordsPerPart - (sink ? parts.at(-1)!.records : 0);
      const cut = takeRecords(text, at, room, quote, at === 0 ? quotesBefore : false, isOpenLine);
      const piece = text.subarray(at, cut.end);
      if (skipping) skipping = cut.records === 0;
      else await add(piece, cut.records);
      isOpenLine = text[cut.end - 1] !== LF || cut.inQuotes;
      at = cut.end;
    }
  }
  if (isOpenLine && !skipping) await add(Uint8Array.of(LF), 1);
  await sink?.end();
  return parts;
}

interface LineState {
  inQuotes: boolean;
  /** The last byte was a CR outside quotes: an LF after it belongs to it. */
  afterCr: boolean;
}

const withoutBom = (bytes: Uint8Array) =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;

/** CR and CRLF outside quotes become LF, and empty lines go. A chunk without CR is left as it is. */
function normalised(
  bytes: Uint8Array,
  quote: number,
  { inQuotes, afterCr }: LineState,
): { text: Uint8Array; next: LineState } {
  const quotes = countByte(bytes, quote);
  if (!afterCr && bytes.indexOf(CR) < 0)
    return { text: bytes, next: { inQuotes: inQuotes !== (quotes % 2 === 1), afterCr: false } };
  const out = new Uint8Array(bytes.length);
  let length = 0;
  let quoted = inQuotes;
  let wasCr = afterCr;
  for (const byte of bytes) {
    if (byte === quote) quoted = !quoted;
    if (!quoted && byte === LF && wasCr) {
      wasCr = false;
      continue;
    }
    wasCr = !quoted && byte === CR;
    out[length++] = wasCr ? LF : byte;
  }
  return { text: out.subarray(0, length), next: { inQuotes: quoted, afterCr: wasCr } };
}

/** The end of the `room`-th record from `at`, or of the text. */
function takeRecords(
  text: Uint8Array,
  at: number,
  room: number,
  quote: number,
  startsInQuotes: boolean,
  isOpenLine: boolean,
) {
  let records = 0;
  let lineStart = at;
  let inQuotes = startsInQuotes;
  let isOpen = isOpenLine;
  let nextQuote = indexOrEnd(text, quote, at);
  for (let position = at; position < text.length; ) {
    const lineEnd = indexOrEnd(text, LF, position);
    while (nextQuote < lineEnd) {
      inQuotes = !inQuotes;
      nextQuote = indexOrEnd(text, quote, nextQuote + 1);
    }
    if (lineEnd === text.length) return { end: text.length, records, inQuotes };
    position = lineEnd + 1;
    if (inQuotes) continue;
    const isEmpty = lineEnd === lineStart && !isOpen;
    isOpen = false;
    lineStart = position;
    if (isEmpty) continue;
    records += 1;
    if (records === room) return { end: position, records, inQuotes };
  }
  return { end: text.length, records, inQuotes };
}

const indexOrEnd = (bytes: Uint8Array, byte: number, from: number) => {
  const index = bytes.indexOf(byte, from);
  return index < 0 ? bytes.length : index;
};

function countByte(bytes: Uint8Array, byte: number): number {
  let count = 0;
  for (let index = bytes.indexOf(byte); index >= 0; index = bytes.indexOf(byte, index + 1)) count += 1;
  return count;
}
