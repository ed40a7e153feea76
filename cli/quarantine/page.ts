/** A refusal as one HTML page, to be opened or sent on. Everything of the sender's is escaped; the page loads and runs nothing. Pure. */
import type { Fault } from "../../shared/errors.ts";
import { untold } from "../../shared/notify/compose.ts";
import { printable } from "../../shared/printable.ts";
import type { Reason } from "../../shared/quarantine.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem;color:#1d2329;background:#fff}
h1{font-size:1.4rem;overflow-wrap:anywhere}h2{font-size:1.05rem;margin-top:2rem}code,pre{font:13px/1.5 ui-monospace,monospace}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#5c6670}dd{margin:0;overflow-wrap:anywhere}
article{border-top:1px solid #d8dde2;padding:.8rem 0}article p{margin:.2rem 0;overflow-wrap:anywhere}pre{margin:.4rem 0;padding:.4rem .6rem;background:#f3f5f7;white-space:pre-wrap;overflow-wrap:anywhere}
.place{color:#5c6670}@media(prefers-color-scheme:dark){body{background:#14181c;color:#e3e7ea}pre{background:#20262c}article{border-color:#343c44}dt,.place{color:#9aa5b0}}`;

/** All faults that the reason kept, each with its line; the remedies once, at the top. */
export function reasonPage({ id, dataset, step, code, faults, faultCount, object }: Reason): string {
  const name = printable(object ? object.key.slice(object.key.lastIndexOf("/") + 1) : id, 200);
  const remedies = [...new Set(faults.map(({ remedy }) => remedy))];
  const facts = [
    ["code", code],
    ["drop", id],
    ["dataset", dataset ?? "not known"],
    ["step", step],
    ["archive", object ? `s3://${object.bucket}/${printable(object.key, 1_000)}` : "not known"],
  ];
  const count = faultCount.toLocaleString("en-US");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(`Refused: ${name}`)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(name)} was refused</h1>
<p>Nothing of it was loaded. ${faultCount === 1 ? "There is one thing" : `There are ${count} things`} to mend.</p>
<dl>${facts.map(([label, value]) => `<dt>${label}</dt><dd><code>${escapeHtml(value!)}</code></dd>`).join("")}</dl>
<h2>What to do</h2>
<ul>${remedies.map((remedy) => `<li>${escapeHtml(remedy)}</li>`).join("")}</ul>
<h2>Why</h2>
${faults.map((fault, index) => article(fault, index + 1)).join("\n")}
${faultCount > faults.length ? `<p>The first ${faults.length.toLocaleString("en-US")} of ${count} are listed.</p>\n` : ""}</body></html>
`;
}

function article(fault: Fault, number: number): string {
  const { code, message, entry, record, line, column, offset, text } = fault;
  const { found, expected } = untold(fault);
  const place = [
    entry,
    record !== undefined && `record ${record}`,
    line !== undefined && `line ${line}`,
    column !== undefined && `column ${column}`,
    offset !== undefined && `byte ${offset}`,
  ].filter((part) => typeof part === "string");
  const facts = [
    found !== undefined && `<dt>found</dt><dd>${escapeHtml(found)}</dd>`,
    expected !== undefined && `<dt>expected</dt><dd>${escapeHtml(expected)}</dd>`,
  ].filter((part) => typeof part === "string");
  return [
    `<article><p>${number}. <strong>${escapeHtml(code)}</strong> <span class="place">${escapeHtml(place.join(", "))}</span></p>`,
    `<p>${escapeHtml(message)}</p>`,
    facts.length > 0 && `<dl>${facts.join("")}</dl>`,
    text !== undefined && `<pre>${escapeHtml(text)}</pre>`,
    "</article>",
  ]
    .filter((part) => typeof part === "string")
    .join("");
}
