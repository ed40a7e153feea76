/** Options of reelhouse behind dbt's command: dbt would get them, and the command would run elsewhere than was meant. */
import type { Option } from "commander";
import { wrongUse } from "../exit-codes.ts";

/** `dbt debug --connection` is dbt's own (docs.getdbt.com/reference/commands/debug). */
const isOfDbt = (name: string, args: readonly string[]) => name === "--connection" && args.includes("debug");

/** Throws `CommandError` with the right order when one of `own` is among dbt's words. */
export function refuseOwnOptions(args: readonly string[], own: readonly Option[]): void {
  const at = args.findIndex((arg) => own.some(({ long }) => long === nameOf(arg) && !isOfDbt(long, args)));
  const word = args[at];
  if (word === undefined) return;
  const option = own.find(({ long }) => long === nameOf(word));
  const takesNext = option?.required === true && !word.includes("=");
  const moved = args.slice(at, at + (takesNext ? 2 : 1));
  const rest = args.filter((_, place) => place < at || place >= at + moved.length);
  throw wrongUse(
    `${nameOf(word)} is an option of reelhouse and comes before dbt's command: \`npx reelhouse dbt ${[...moved, rest[0]].join(" ")}${rest.length > 1 ? " …" : ""}\`.`,
  );
}

const nameOf = (arg: string) => arg.replace(/=.*$/s, "");
