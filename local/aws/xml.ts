/** The XML that S3 and the query protocol speak: a strict small parser and a builder. */

export interface XmlElement {
  name: string;
  text: string;
  children: XmlElement[];
}

export class XmlError extends Error {
  override readonly name = "XmlError";
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const TOKEN = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s/>!?]+)([^>]*?)(\/?)>|([^<]+)/y;
const MAX_DEPTH = 32;

/** Reads one document. Namespaces and attributes are dropped; document types and unknown entities are refused. */
export function parseXml(source: string): XmlElement {
  const root: XmlElement = { name: "", text: "", children: [] };
  const open = [root];
  TOKEN.lastIndex = source.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (!match) throw new XmlError("not well-formed");
    const [, cdata, closing, qualified, , selfClosing, text] = match;
    const current = open.at(-1)!;
    if (text !== undefined) current.text += decodeEntities(text);
    else if (cdata !== undefined) current.text += cdata;
    else if (qualified !== undefined) {
      const name = qualified.slice(qualified.indexOf(":") + 1);
      if (closing) {
        if (open.length < 2 || open.pop()!.name !== name) throw new XmlError(`</${name}> closes nothing`);
        continue;
      }
      const element: XmlElement = { name, text: "", children: [] };
      current.children.push(element);
      if (!selfClosing) open.push(element);
      if (open.length > MAX_DEPTH) throw new XmlError("nested too deep");
    }
  }
  const [document] = root.children;
  if (open.length !== 1 || root.children.length !== 1 || !document || root.text.trim())
    throw new XmlError("not one closed element");
  return document;
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));|&/gi, (whole, hex, decimal, name) => {
    if (hex || decimal) return String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10));
    const character = name && ENTITIES[name];
    if (!character) throw new XmlError(`unknown entity ${whole}`);
    return character;
  });
}

export const childrenOf = (element: XmlElement, name: string) =>
  element.children.filter((child) => child.name === name);
export const textOf = (element: XmlElement, name: string) =>
  element.children.find((child) => child.name === name)?.text;

/** `undefined` leaves the element out; an array repeats it; an object nests. */
export type XmlValue = string | number | boolean | undefined | XmlValue[] | { [name: string]: XmlValue };

/** Characters that XML 1.0 cannot hold become numeric references, as S3 does (a key may hold any of them). */
export const escapeXml = (text: string) =>
  text.replace(/[<>&"]|[^\t\n -\ud7ff\ue000-\ufffd\ud800-\udfff]/g, (character) =>
    character === "<"
      ? "&lt;"
      : character === ">"
        ? "&gt;"
        : character === "&"
          ? "&amp;"
          : character === '"'
            ? "&quot;"
            : `&#x${character.charCodeAt(0).toString(16)};`,
  );

export function buildXml(name: string, value: XmlValue, namespace?: string): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map((item) => buildXml(name, item)).join("");
  const content =
    typeof value === "object"
      ? Object.entries(value)
          .map(([child, inner]) => buildXml(child, inner))
          .join("")
      : escapeXml(String(value));
  return `<${name}${namespace ? ` xmlns="${namespace}"` : ""}>${content}</${name}>`;
}

export const xmlDocument = (name: string, value: XmlValue, namespace?: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${buildXml(name, value, namespace)}`;
