/** Triggers of resource monitors. */
import type { MonitorTrigger } from "../ast/index.ts";

export function printTriggers(triggers: readonly MonitorTrigger[]): string | undefined {
  if (triggers.length === 0) return undefined;
  return ["TRIGGERS", ...triggers.map(({ percent, action }) => `ON ${percent} PERCENT DO ${action}`)].join(" ");
}
