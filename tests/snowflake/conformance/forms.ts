/** The statement forms that the conformance table lists: what each `forms/<area>.sql` says of itself. */
import { readdirSync, readFileSync } from "node:fs";

export type FormState = "supported" | "refused" | "differs";

export interface Form {
  area: string;
  name: string;
  state: FormState;
  /** How it differs. */
  note: string;
  /** Its statements; the form is the last of them. */
  sql: string;
}

const folder = new URL("./forms/", import.meta.url);

/** Each `-- NAME` line begins a form. `-- setup` is what the forms of a file need; `-- refused: NAME`; `-- differs: NAME: how`. */
export function readForms(): { forms: Form[]; setups: Map<string, string> } {
  const forms: Form[] = [];
  const setups = new Map<string, string>();
  for (const file of readdirSync(folder).sort()) {
    const area = file.replace(/\.sql$/, "");
    for (const part of readFileSync(new URL(file, folder), "utf8").split(/^-- /m).slice(1)) {
      const [head = "", ...lines] = part.split("\n");
      const sql = lines.join("\n").trim();
      if (head === "setup") setups.set(area, sql);
      else forms.push({ area, sql, ...readHead(head) });
    }
  }
  return { forms, setups };
}

function readHead(head: string): Pick<Form, "name" | "state" | "note"> {
  const [, word, rest = head] = /^(refused|differs): (.*)$/.exec(head) ?? [];
  if (word === "differs") {
    const [name = "", note = ""] = rest.split(/: (.*)/s);
    return { name, state: "differs", note };
  }
  return { name: rest, state: word === "refused" ? "refused" : "supported", note: "" };
}
