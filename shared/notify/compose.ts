/** Words a message: what happened, to which drop, where, why, what to do, how to replay. Pure. */
import type { Fault } from "../errors.ts";
import type { Notice } from "./tell-once.ts";

export interface Story {
  stage: string;
  noticeId: string;
  /** For the subject: few words, the most telling first. */
  title: string;
  what: string;
  drop: string | undefined;
  dataset: string | undefined;
  where: string[];
  why: string[];
  whatToDo: string[];
  replay: string[];
}

const WIDTH = 100;

export function compose({ stage, noticeId, title, what, drop, dataset, where, why, whatToDo, replay }: Story): Notice {
  const identity = drop === undefined ? "none" : `${drop}${dataset ? ` (dataset ${dataset})` : ""}`;
  const text = [
    what,
    "",
    section("Drop", [identity]),
    section("Where", where),
    section("Why", why),
    section("What to do", whatToDo),
    section("How to replay", replay),
    "",
    `Reelhouse, stage ${stage}`,
    "",
  ].join("\n");
  return { id: noticeId, subject: `[Reelhouse ${stage}] ${title}`, text, drop };
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${title}\n${lines.map((line) => indented(line)).join("\n")}\n`;
}

const indented = (line: string) =>
  line
    .split("\n")
    .flatMap((each) => wrap(each))
    .map((each) => `  ${each}`)
    .join("\n");

/** Breaks at spaces, and keeps what the line starts with; what has no spaces stays whole, so that keys and commands can be copied. */
function wrap(line: string): string[] {
  const indent = /^ */.exec(line)![0];
  const lines: string[] = [];
  let current = "";
  for (const word of line.slice(indent.length).split(" ")) {
    if (current !== "" && indent.length + current.length + word.length >= WIDTH) {
      lines.push(indent + current);
      current = `  ${word}`;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, indent + current];
}

/** The message, then what it does not say of place, found and expected, and the line itself. */
export function faultLine(fault: Fault, index: number): string {
  const { code, message, entry, record, line, column, offset, text } = fault;
  const { found, expected } = untold(fault);
  const place = [
    entry,
    record !== undefined && `record ${record}`,
    line !== undefined && `line ${line}`,
    column !== undefined && `column ${column}`,
  ].filter((part) => typeof part === "string");
  const byte = offset === undefined ? [] : [`byte ${offset}`];
  const isPlaceTold = place.every((part) => message.includes(part) || message.includes(part.replace(" ", ' "')));
  const at = [...(isPlaceTold ? [] : place), ...byte.filter((part) => !message.includes(part))];
  const details = [
    at.length > 0 && `at ${at.join(", ")}`,
    found !== undefined && `found ${found}`,
    expected !== undefined && `expected ${expected}`,
  ].filter((part) => typeof part === "string");
  return [
    `${index + 1}. ${code}: ${message}`,
    ...(details.length > 0 ? [`   ${details.join("; ")}`] : []),
    ...(text !== undefined ? [`   the line: ${text}`] : []),
  ].join("\n");
}

/** What was found and expected, where the message does not say it: those of archives and CSV do. */
export function untold({ message, found, expected }: Fault): Pick<Fault, "found" | "expected"> {
  const isTold = (word: string, value: string) =>
    message.includes(`${word} ${value}`) || message.includes(`${word} "${value}"`);
  return {
    ...(found !== undefined && !isTold("found", found) && { found }),
    ...(expected !== undefined && !isTold("expected", expected) && { expected }),
  };
}
