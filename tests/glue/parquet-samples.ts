/** Parquet members that no CSV could give: columns of every type that a rule can read, texts with NUL, and pages that are broken. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { literal, startEngine } from "../../functions/transform/duckdb.ts";
import { openSpark } from "../../local/aws/glue/spark.ts";
import { AWKWARD } from "./awkward.ts";

async function copyTo(file: string, select: string, options = "compression zstd, row_group_size 2048"): Promise<void> {
  const instance = await startEngine({ memoryLimit: "1GB", threads: 1, folder: `${file}.tmp` });
  const connection = await instance.connect();
  await connection.run(`copy (${select}) to ${literal(file)} (format parquet, ${options})`);
  connection.closeSync();
  instance.closeSync();
}

/** Every awkward text as a title, and what a CSV can not hold: NUL, and an empty text that is not a missing one. */
export async function writeTexts(folder: string): Promise<void> {
  const texts = [...AWKWARD, "", "a\0b", "\0", "a\0", "\u0000\u0301"].map((text) =>
    text.split("\0").map(literal).join(" || chr(0) || "),
  );
  const rows = texts.map((text, index) => `(${index + 1}, ${text})`).join(", ");
  await copyTo(
    join(folder, "movies.parquet"),
    `select id as "movieId", title, case when id % 7 = 0 then null when id % 5 = 0 then '' else 'Drama' end as genres
     from (values ${rows}, (9999, null)) as texts(id, title)`,
  );
}

/** Numbers as floating point of both sizes, with what is no number among them, and times of every precision. */
export async function writeReadings(folder: string): Promise<void> {
  const special = "nan inf -inf -0 1e-7 1e-5 1e15 1e16 1e17 1e300 5e-324 0.1 123456.789".split(" ");
  const values = special.map((text) => `'${text}'::double`).join(", ");
  await copyTo(
    join(folder, "sensor_readings.parquet"),
    `select 'r' || n as reading_id, 'd' || (n % 9) as device_id, 'temperature' as sensor_type,
       timestamptz '2026-01-05 10:00:00+00' + n * interval 1 second + (n % 7) * interval 1 microsecond as reading_at,
       case when n <= ${special.length} then [${values}][n] when n % 3 = 0 then n / 8 else n / 7 end as value,
       'C' as unit, (n / 13)::float as battery_pct, nullif('Lux', case when n % 4 = 0 then 'Lux' end) as location
     from range(1, 5001) as numbers(n)`,
  );
}

/** Nanoseconds in a zone, around the hour that it has twice, in many small row groups. */
export async function writeZoned(folder: string): Promise<void> {
  const { python } = await openSpark({ memory: "1g", folder }, () => undefined);
  const script = fileURLToPath(new URL("python/write_zoned.py", import.meta.url));
  execFileSync(python, [script, join(folder, "sensor_readings.parquet")]);
}

/** Whole numbers of every width, decimals, and times in milliseconds and nanoseconds. */
export async function writeBookings(folder: string): Promise<void> {
  await copyTo(
    join(folder, "bookings.parquet"),
    `select 'e' || n as event_id, 'b' || n as booking_id, 'booked' as event_type,
       (timestamp '2026-01-05 10:00:00' + n * interval 1001 microsecond)::timestamp_ns as event_at, (n % 200)::utinyint as customer_id,
       (n * 1000003)::bigint as movie_id, 'Heat' as movie_title, 'Utopia' as theatre,
       case n % 3 when 0 then null else timestamp_ms '2026-01-06 20:00:00.5' end as screening_at,
       (n % 60 - 3)::tinyint as tickets, ((n - 20) / 4)::decimal(9, 3) as unit_price, 'web' as channel
     from range(0, 300) as numbers(n)`,
  );
}

/** Dates as dates, also those that are out of range, and numbers as they are. */
export async function writeFilms(folder: string): Promise<void> {
  const dates = ["1995-12-15", "0001-01-01", "9999-12-31", "1582-10-10", "1900-02-28", "2100-01-01"];
  await copyTo(
    join(folder, "films.parquet"),
    `select 'Film ' || n as title, n * 1000003::bigint as us_gross, (n * 7)::integer as worldwide_gross, null::integer as us_dvd_sales,
       (n / 4)::decimal(18, 2) as production_budget, [${dates.map((date) => `date '${date}'`).join(", ")}][1 + n % ${dates.length}] as release_date,
       'R' as mpaa_rating, n::smallint as running_time_min, null as distributor, 'x' as source, 'Drama' as major_genre, '' as creative_type,
       null as director, (n % 120)::tinyint as rotten_tomatoes_rating, (n / 10)::double as imdb_rating, n::uinteger as imdb_votes
     from range(0, 300) as numbers(n)`,
  );
}

/** `pages`: bytes that cannot be inflated. `text`: a surrogate by itself in UTF-8's way, where the column says that it is text. */
export async function writeBroken(folder: string, broken: "pages" | "text"): Promise<void> {
  const file = join(folder, "movies.parquet");
  const select = `select n as "movieId", 'Film @@@ ' || n as title, 'Drama' as genres from range(1, 1001) as numbers(n)`;
  await copyTo(file, select, broken === "pages" ? "compression zstd" : "compression uncompressed");
  const bytes = readFileSync(file);
  if (broken === "pages") bytes.fill(0xa5, 40, 400);
  else bytes.set([0xed, 0xa0, 0x80], bytes.indexOf("@@@"));
  writeFileSync(file, bytes);
}
