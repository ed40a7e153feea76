/** Functions that the twin knows by name and refuses, each with a call that shows it. */
export const refusedFunctions: Readonly<Record<string, string>> = {
  CONDITIONAL_CHANGE_EVENT: "conditional_change_event(1) over (order by 1)",
  ...Object.fromEntries(
    ["DATE", "TIME", "TIMESTAMP_LTZ", "TIMESTAMP_NTZ", "TIMESTAMP_TZ", "BINARY"].flatMap((type) => [
      [`IS_${type}`, `is_${type}(parse_json('1'))`],
      [`AS_${type}`, `as_${type}(parse_json('1'))`],
    ]),
  ),
  IS_DATE_VALUE: "is_date_value(parse_json('1'))",
};
