/** The part of SQL that DuckDB and Spark read alike: what a rule must not have, and what to write instead. Pure. */

interface Idiom {
  pattern: RegExp;
  /** What goes wrong, and the portable idiom. */
  message: string;
  /** Looks into texts, which are patterns nearly always; the others look at what is around them. */
  isOfTexts?: true;
}

/** Found by running both engines over the same values: `npm run test:glue`. */
const IDIOMS: readonly Idiom[] = [
  {
    pattern:
      /\btry_cast\((?!regexp_extract|raw_\w+\.\w+ as (int|bigint)\)|\w+ as (int|bigint)\)|\s*regexp_extract|dated\.iso_date)/i,
    message:
      "a cast that guesses ('1.5' as int is 2 or null): guard it by a pattern, try_cast(regexp_extract(x, '^[0-9]{1,9}\\z', 0) as bigint)",
  },
  {
    isOfTexts: true,
    pattern: /\$'/,
    message: "$ at a pattern's end, which Spark lets match before a last line end: write \\z",
  },
  {
    isOfTexts: true,
    pattern: /\\(?!z')/,
    message: "a backslash, which '\\d' and the like read differently: write a class, [0-9] or [.]",
  },
  {
    pattern: /\bregexp_(replace|matches|like)\(|\brlike\b|\bsimilar to\b/i,
    message: "a pattern's first or every match: use regexp_extract(x, pattern, 0) <> ''",
  },
  { pattern: /\bconcat(_ws)?\(/i, message: "concat, which takes null for '' in one engine: use ||" },
  {
    pattern: /\b(string_)?split\(|\bstr_split|\bregexp_split/i,
    message: "split, literal or by a pattern: use split_part joined to a values list of numbers",
  },
  {
    pattern:
      /\b(dayofweek|day_of_week|weekday|isodow|strftime|strptime|date_format|to_date|to_timestamp|epoch|from_unixtime)\b\(?/i,
    message:
      "a date function of one engine: cast a text in ISO form, or add intervals to timestamp '1970-01-01 00:00:00'",
  },
  {
    pattern: /\bdate_trunc\((?![^()]*\)+ as date\))/i,
    message: "date_trunc, a date or a timestamp: write cast(date_trunc('month', x) as date)",
  },
  {
    pattern: /\b(upper|lower|initcap)\(/i,
    message: "upper and lower, which differ for ß and İ: compare texts as they are, or with a class of both cases",
  },
  { pattern: /\b(substr|substring)\([^,()]+,\s*0/i, message: "substr from 0: count from 1" },
  { pattern: /\bavg\(/i, message: "avg of decimals, with other digits: cast(sum(x) as bigint) divided by count(*)" },
  {
    pattern: /\b(random|rand|uuid|gen_random_uuid|now|current_timestamp|current_date|today)\b\(?/i,
    message: "a value of the moment: a drop must give the same rows each time",
  },
  {
    pattern: /\bfloor\(|\bround\(|\bceil\(/i,
    message: "rounding, which differs in type and at halves: cut digits by a pattern or use % and /",
  },
  { pattern: /select \*/i, message: "select *, whose order is the engine's: name the columns" },
  { pattern: /"/, message: "double-quoted names, which are texts in Spark: use names that need no quotes" },
  { pattern: /`/, message: "backquoted names, which DuckDB does not read: use names that need no quotes" },
  {
    pattern: /\bqualify\b/i,
    message: "qualify, which Spark has not: number the rows in a subquery and filter outside",
  },
  {
    pattern: /\b(group|order) by all\b|\bexclude\s*\(|\bfilter \(where/i,
    message: "a shorthand of DuckDB: write the columns, and a case inside the aggregate",
  },
  {
    pattern: /\b(listagg|string_agg|group_concat|array_agg|list|collect_list|unnest|explode)\(/i,
    message: "lists, which each engine names in its way: join to a values list of numbers",
  },
  { pattern: /::/, message: "::, which is DuckDB's: write cast(x as type)" },
  {
    pattern: /order by (?!.*nulls last)[^)]*\b(desc)\b(?![^)]*_source_row)/is,
    message: "an order that leaves the nulls open: say nulls last",
  },
];

/** What of a rule's SQL is not portable, each with its idiom. Comments do not count. */
export function portabilityFaults(sql: string): string[] {
  const code = sql.replace(/--.*$/gm, "");
  const around = code.replace(/'(?:[^']|'')*'/g, "''");
  return IDIOMS.filter(({ pattern, isOfTexts }) => pattern.test(isOfTexts ? code : around)).map(
    ({ message }) => message,
  );
}
