/** Session parameters that steer DML. */
import type { ExecutionContext } from "../engine/context.ts";

export function isSet({ session }: ExecutionContext, name: string, standard: boolean): boolean {
  const value = session.parameters.get(name);
  if (value === undefined) return standard;
  return value === true || String(value).toLowerCase() === "true";
}
