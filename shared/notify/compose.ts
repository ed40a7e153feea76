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

/** Breaks at spaces; what has none stays whole, so that keys and commands can be copied. */
function wrap(line: string): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    if (current !== "" && current.length + word.length >= WIDTH) {
      lines.push(current);
      current = `  ${word}`;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current];
}

/** One line per fault, with its place, what was found and what was expected. */
export function faultLine(fault: Fault, index: number): string {
  const { code, message, entry, record, line, column, offset, found, expected } = fault;
  const place = [
    entry,
    record !== undefined && `record ${record}`,
    line !== undefined && `line ${line}`,
    column !== undefined && `column ${column}`,
    offset !== undefined && `byte ${offset}`,
  ].filter((part) => typeof part === "string");
  const details = [
    place.length > 0 && `at ${place.join(", ")}`,
    found !== undefined && `found ${found}`,
    expected !== undefined && `expected ${expected}`,
  ].filter((part) => typeof part === "string");
  return [`${index + 1}. ${code}: ${message}`, ...(details.length > 0 ? [`   ${details.join("; ")}`] : [])].join("\n");
}
