/** Days and microseconds since 1970 from calendar fields, and back, without the limits of Date. */

export interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** Nanoseconds of the second. */
  nano: number;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar. */
export function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

export function civilOf(days: number): { year: number; month: number; day: number } {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

export const lengthOfMonth = (year: number, month: number): number =>
  daysOf(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - daysOf(year, month, 1);

export function microsecondsOf(fields: Fields): bigint {
  const seconds =
    BigInt(daysOf(fields.year, fields.month, fields.day)) * 86_400n +
    BigInt(fields.hour * 3600 + fields.minute * 60 + fields.second);
  return seconds * 1_000_000n + BigInt(Math.floor(fields.nano / 1000));
}

export function fieldsOf(microseconds: bigint): Fields {
  const perDay = 86_400_000_000n;
  let days = microseconds / perDay;
  let rest = microseconds % perDay;
  if (rest < 0n) {
    rest += perDay;
    days -= 1n;
  }
  const inDay = Number(rest);
  const seconds = Math.floor(inDay / 1_000_000);
  return {
    ...civilOf(Number(days)),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    nano: (inDay % 1_000_000) * 1000,
  };
}

export const isValid = (fields: Fields): boolean =>
  fields.month >= 1 &&
  fields.month <= 12 &&
  fields.day >= 1 &&
  fields.day <= lengthOfMonth(fields.year, fields.month) &&
  fields.hour <= 23 &&
  fields.minute <= 59 &&
  fields.second <= 59;
