/** Cron expressions as Snowflake reads them, in a time zone. https://docs.snowflake.com/en/sql-reference/sql/create-task (SCHEDULE) */

export interface Cron {
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  months: ReadonlySet<number>;
  matchesDay(day: LocalDay): boolean;
  timeZone: string;
}

interface LocalDay {
  year: number;
  /** From 1. */
  month: number;
  day: number;
  /** 0 is Sunday. */
  weekday: number;
}

interface LocalTime extends LocalDay {
  hour: number;
  minute: number;
}

const monthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const dayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const minuteMs = 60_000;
const longestSearchMs = 9 * 366 * 24 * 60 * minuteMs;

/** `minute hour day-of-month month day-of-week zone`; undefined when it is none. */
export function parseCron(text: string): Cron | undefined {
  const [minute, hour, day, month, weekday, timeZone, ...rest] = text.trim().split(/\s+/);
  if (timeZone === undefined || rest.length > 0 || !isTimeZone(timeZone)) return undefined;
  const minutes = values(minute ?? "", 0, 59);
  const hours = values(hour ?? "", 0, 23);
  const months = values(month ?? "", 1, 12, monthNames);
  const matchesDay = dayRule(day ?? "", weekday ?? "");
  if (minutes === undefined || hours === undefined || months === undefined || matchesDay === undefined)
    return undefined;
  return { minutes, hours, months, matchesDay, timeZone };
}

function isTimeZone(name: string): boolean {
  try {
    localFormat(name);
    return true;
  } catch {
    return false;
  }
}

/** `*`, `a`, `a-b`, `a,b`, each with `/step`. */
function values(field: string, low: number, high: number, names: readonly string[] = []): Set<number> | undefined {
  const found = new Set<number>();
  const number = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    if (named >= 0) return low + named;
    return /^\d+$/.test(text) ? Number(text) : Number.NaN;
  };
  for (const part of field.split(",")) {
    const match = /^(\*|[A-Za-z0-9]+)(?:-([A-Za-z0-9]+))?(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, first = "", last, step] = match;
    const from = first === "*" ? low : number(first);
    const to = first === "*" || (last === undefined && step !== undefined) ? high : number(last ?? first);
    const by = Number(step ?? 1);
    if (!(from >= low && to <= high && from <= to && by > 0)) return undefined;
    for (let value = from; value <= to; value += by) found.add(value);
  }
  return found;
}

/** When both day fields are restricted, a day that satisfies either will do. `L` is the last day of the month, `5L` its last Friday. */
function dayRule(day: string, weekday: string): ((local: LocalDay) => boolean) | undefined {
  const lastDay = day.toUpperCase() === "L";
  const days = lastDay ? new Set<number>() : values(day, 1, 31);
  const lastWeekday = /^([0-6]|SUN|MON|TUE|WED|THU|FRI|SAT)L$/i.exec(weekday)?.[1];
  const weekdays =
    lastWeekday === undefined ? values(weekday.replace(/\b7\b/g, "0"), 0, 6, dayNames) : new Set<number>();
  if (days === undefined || weekdays === undefined) return undefined;
  const matchesDate = ({ year, month, day: date }: LocalDay) =>
    lastDay ? date === lastDateOf(year, month) : days.has(date);
  const wanted = lastWeekday === undefined ? undefined : Number([...(values(lastWeekday, 0, 6, dayNames) ?? [])][0]);
  const matchesWeekday = ({ year, month, day: date, weekday: at }: LocalDay) =>
    wanted === undefined ? weekdays.has(at) : at === wanted && date + 7 > lastDateOf(year, month);
  if (day === "*") return matchesWeekday;
  if (weekday === "*") return matchesDate;
  return (local) => matchesDate(local) || matchesWeekday(local);
}

const lastDateOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const formats = new Map<string, Intl.DateTimeFormat>();

function localFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  formats.set(timeZone, made);
  return made;
}

function localTime(at: number, timeZone: string): LocalTime {
  const part: Record<string, number> = {};
  for (const { type, value } of localFormat(timeZone).formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = part;
  return { year, month, day, hour, minute, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
}

/**
 * The first matching minute after `after` (milliseconds), undefined when there is none. Local clocks are followed as they are: a time that
 * a change to summer time leaves out does not come, one that it repeats comes twice, as Snowflake's page says.
 */
export function nextCronTime(cron: Cron, after: number): number | undefined {
  let at = Math.floor(after / minuteMs) * minuteMs + minuteMs;
  const end = after + longestSearchMs;
  while (at < end) {
    const local = localTime(at, cron.timeZone);
    if (!cron.months.has(local.month) || !cron.matchesDay(local)) {
      // Three hours before midnight and after, quarter by quarter: zones change their offset in quarters, at night.
      const left = 24 * 60 - (local.hour * 60 + local.minute);
      at += left > 180 ? (left - 180) * minuteMs : quarter(local);
    } else if (!cron.hours.has(local.hour)) {
      at += quarter(local);
    } else if (!cron.minutes.has(local.minute)) {
      at += minuteMs;
    } else {
      return at;
    }
  }
  return undefined;
}

/** To the next quarter of an hour. */
const quarter = ({ minute }: LocalTime): number => (15 - (minute % 15)) * minuteMs;
