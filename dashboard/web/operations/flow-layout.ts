/** Where each drop stands in the picture of the flow: a column for each state, a lane for each dataset. Pure. */
import { type Drop, medianStay, SIDES, STATIONS } from "../drops.ts";
import { duration } from "../format.ts";

export interface Placed {
  drop: Drop;
  /** Stays the same while the drop moves. */
  key: string;
  x: number;
  y: number;
}

export interface FlowLayout {
  width: number;
  height: number;
  columns: { state: string; title: string; count: number; stay: string; x: number; width: number }[];
  lanes: { name: string; y: number; height: number }[];
  dots: Placed[];
  /** How many drops a field has beyond those it has room for. */
  more: { text: string; x: number; y: number }[];
  radius: number;
}

const STATES = [...STATIONS, ...SIDES];
/** The lane of drops whose manifest is not read yet. */
const UNKNOWN = "not known yet";
/** Of a dot's radius. */
const STEP = 2.6;

/** `width` in pixels; `unit` is the height of a line of text. On a narrow page the states stand below each other, without lanes. */
export function layFlow(drops: readonly Drop[], width: number, unit: number): FlowLayout {
  const radius = unit * 0.36;
  const step = radius * STEP;
  const isNarrow = width < unit * 36;
  const known = new Set(drops.flatMap(({ dataset }) => dataset ?? []));
  // Always there, so that the lanes do not jump with each drop that arrives.
  const datasets = [UNKNOWN, ...[...known].sort()];
  const head = unit * 4.4;
  const left = unit * 7.5;
  const titles = STATES.map(({ state, title }, at) => {
    const stay = medianStay(drops, at);
    const count = drops.filter((drop) => drop.state === state).length;
    return { state, title, count, stay: stay === null ? "" : `for ${duration(stay)}` };
  });
  const dots: Placed[] = [];
  const more: FlowLayout["more"] = [];
  /** Fills a field line by line; what it has no room for is a number. */
  const fill = (found: readonly Drop[], x: number, y: number, fieldWidth: number, lines: number) => {
    const perLine = Math.max(1, Math.floor((fieldWidth - unit * 0.6) / step));
    const room = perLine * lines;
    const shown = found.length > room ? found.slice(0, Math.max(0, room - 2)) : found;
    for (const [at, drop] of shown.entries())
      dots.push({
        drop,
        key: `${drop.object} ${drop.startedAt}`,
        x: x + radius + (at % perLine) * step,
        y: y + radius + Math.floor(at / perLine) * step,
      });
    if (shown.length < found.length) {
      const line = Math.min(lines - 1, Math.floor(shown.length / perLine));
      const place = shown.length % perLine;
      more.push({ text: `+${found.length - shown.length}`, x: x + place * step, y: y + line * step + radius * 1.6 });
    }
  };
  if (isNarrow) {
    const row = unit * 3.6;
    const columns = titles.map((title, at) => ({ ...title, x: 0, width, y: at * row }));
    for (const { state, y } of columns)
      fill(
        drops.filter((drop) => drop.state === state),
        unit * 8,
        y + unit * 0.3,
        width - unit * 8,
        2,
      );
    const lanes = columns.map(({ title, y }) => ({ name: title, y, height: row }));
    return { width, height: row * columns.length, columns, lanes, dots, more, radius };
  }
  const lines = 3;
  const lane = step * lines + unit * 0.9;
  // Where all come to rest there is more room.
  const shares = STATES.map(({ state }) => (state === "LOADED" ? 2 : 1));
  const share = (width - left) / shares.reduce<number>((sum, each) => sum + each, 0);
  let x = left;
  const columns = titles.map((title, at) => {
    const column = { ...title, x, width: share * (shares[at] ?? 1) };
    x += column.width;
    return column;
  });
  const lanes = datasets.map((name, at) => ({ name, y: head + at * lane, height: lane }));
  for (const { name, y } of lanes)
    for (const { state, x: from, width: room } of columns)
      fill(
        drops.filter((drop) => drop.state === state && (drop.dataset ?? UNKNOWN) === name),
        from + unit * 0.5,
        y + unit * 0.45,
        room,
        lines,
      );
  return { width, height: head + lane * lanes.length, columns, lanes, dots, more, radius };
}
