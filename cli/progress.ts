/** Progress of several things at once: bars that are redrawn on a terminal, a line per change elsewhere, nothing with `--json`. */
import { styleText } from "node:util";
import type { Output } from "./output.ts";

export interface Progress {
  /** `share` from 0 to 1. */
  update(index: number, share: number, text: string): void;
  end(): void;
}

const BAR_CELLS = 24;

export function createProgress(output: Output, names: readonly string[]): Progress {
  const state = names.map(() => ({ share: 0, text: "waiting" }));
  const nameWidth = Math.max(0, ...names.map((name) => name.length));
  let drawnLines = 0;

  const draw = () => {
    const width = process.stderr.columns ?? 80;
    const lines = names.map((name, index) => {
      const { share, text } = state[index]!;
      const full = Math.round(share * BAR_CELLS);
      const bar = width < 60 ? "" : `${"█".repeat(full)}${"░".repeat(BAR_CELLS - full)} `;
      return `${name.padEnd(nameWidth)} ${bar}${text}`.slice(0, width - 1);
    });
    const up = drawnLines > 0 ? `\x1b[${drawnLines}A` : "";
    process.stderr.write(`${up}${lines.map((line) => `\x1b[2K${line}\n`).join("")}`);
    drawnLines = lines.length;
  };

  return {
    update(index, share, text) {
      const current = state[index];
      if (!current || output.isJson) return;
      const isNewText = current.text !== text;
      state[index] = { share, text };
      if (output.isLive) draw();
      else if (isNewText) output.note(`${names[index]}: ${text}`);
    },
    end() {
      if (output.isLive && drawnLines > 0) process.stderr.write(styleText("reset", "", { stream: process.stderr }));
    },
  };
}
