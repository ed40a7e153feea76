/** An e-mail as text on disk: RFC 5322 headers, RFC 2047 words, a UTF-8 body in Base64. */

export interface Email {
  to: string;
  subject: string;
  text: string;
  /** The drop that it is about, from the message attribute `drop`. */
  drop?: string;
  /** ISO 8601 with milliseconds. */
  at: string;
}

const CRLF = "\r\n";
const FROM = "Reelhouse <no-reply@sns.local>";
// RFC 2047 2: an encoded word has at most 75 characters; 45 bytes become 60 of Base64.
const WORD_BYTES = 45;

export function formatEml({ to, subject, text, drop, at }: Email, id: string): string {
  const headers = [
    `From: ${FROM}`,
    `To: ${oneLine(to)}`,
    `Subject: ${encodeWords(oneLine(subject))}`,
    `Date: ${new Date(at).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${id}@sns.local>`,
    ...(drop === undefined ? [] : [`X-Reelhouse-Drop: ${encodeWords(oneLine(drop))}`]),
    `X-Reelhouse-At: ${at}`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
  ];
  const body = Buffer.from(text, "utf8")
    .toString("base64")
    .replace(/.{76}(?=.)/g, `$&${CRLF}`);
  return `${headers.join(CRLF)}${CRLF}${CRLF}${body}${CRLF}`;
}

/** Reads what `formatEml` wrote. */
export function parseEml(source: string): Email {
  const split = source.indexOf(CRLF + CRLF);
  const headers = new Map<string, string>();
  for (const line of source
    .slice(0, split)
    .replace(/\r\n[ \t]+/g, " ")
    .split(CRLF)) {
    const colon = line.indexOf(":");
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const drop = headers.get("x-reelhouse-drop");
  return {
    to: headers.get("to") ?? "",
    subject: decodeWords(headers.get("subject") ?? ""),
    text: Buffer.from(source.slice(split), "base64").toString("utf8"),
    ...(drop !== undefined && { drop: decodeWords(drop) }),
    at: headers.get("x-reelhouse-at") ?? "",
  };
}

const oneLine = (text: string) => text.replace(/[\r\n]+/g, " ");

function encodeWords(text: string): string {
  if (/^[ -~]*$/.test(text) && !text.includes("=?")) return text;
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    if (Buffer.byteLength(word + character) > WORD_BYTES) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  return [...words, word].map((part) => `=?utf-8?B?${Buffer.from(part, "utf8").toString("base64")}?=`).join(`${CRLF} `);
}

/** White space between two encoded words is not part of the text (RFC 2047 6.2). */
const decodeWords = (text: string) =>
  text
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?B\?([A-Za-z0-9+/=]*)\?=/gi, (_, base64: string) =>
      Buffer.from(base64, "base64").toString("utf8"),
    );
