/** Codes of a member's content: its encoding, dialect, header, records and values. */

const MEND_VALUE = "Mend the value in the source and send the drop again, or let the contract allow it.";
const QUOTE_RULES =
  "Quote fields that hold the delimiter, a quote or a line end, and double the quotes inside, as RFC 4180 says.";
const REAL_CSV = "Write the member as CSV text in the contract's dialect, then send the drop again.";

export const csvCodes = {
  // structure: any of these refuses the member
  CSV_EMPTY: {
    text: "The member is empty: it lacks even a header.",
    remedy: "Write the header, also where there are no records.",
  },
  CSV_HEADER_MISMATCH: {
    text: "The header differs from the columns of the contract.",
    remedy: "Write the columns in the contract's names and order, then send the drop again.",
  },
  CSV_HEADER_DUPLICATE: {
    text: "A column name comes twice in the header.",
    remedy: "Give every column a name of its own.",
  },
  CSV_RAGGED: { text: "A record has more or fewer fields than there are columns.", remedy: QUOTE_RULES },
  CSV_UNCLOSED_QUOTE: { text: "A quoted field is never closed.", remedy: QUOTE_RULES },
  CSV_TEXT_AFTER_QUOTE: { text: "There is text between a closing quote and the next delimiter.", remedy: QUOTE_RULES },
  CSV_RECORD_TOO_LONG: {
    text: "A record is longer than allowed; often a quote that is never closed.",
    remedy: `${QUOTE_RULES} If the record is right, ask the operator to raise the limit.`,
  },
  CSV_NUL: {
    text: "The text has a NUL character.",
    remedy: "Remove NUL characters, or declare the member's real encoding (UTF-16 has many).",
  },
  CSV_ENCODING: {
    text: "The bytes are not text in the declared encoding.",
    remedy: "Write the member in the encoding that the contract declares (UTF-8 unless it says otherwise).",
  },
  CSV_HTML: {
    text: "The member is an HTML or XML page, not CSV.",
    remedy: "The export probably saved an error or login page: export again and look at the file's start.",
  },
  CSV_BINARY: { text: "The member is a binary file, not CSV.", remedy: REAL_CSV },

  // values: counted here, separated row by row in the transform
  CSV_REQUIRED: { text: "A required value is missing.", remedy: MEND_VALUE },
  CSV_NOT_INTEGER: { text: "A value is not an integer.", remedy: MEND_VALUE },
  CSV_NOT_NUMBER: { text: "A value is not a number.", remedy: MEND_VALUE },
  CSV_NOT_BOOLEAN: { text: "A value is not one of the contract's words for true and false.", remedy: MEND_VALUE },
  CSV_NOT_DATE: { text: "A value is not a date in the contract's format.", remedy: MEND_VALUE },
  CSV_NOT_DATETIME: { text: "A value is not a date and time in the contract's format.", remedy: MEND_VALUE },
  CSV_NOT_TIME: { text: "A value is not a time in the contract's format.", remedy: MEND_VALUE },
  CSV_NOT_YEAR: { text: "A value is not a year of four digits.", remedy: MEND_VALUE },
  CSV_NOT_YEARMONTH: { text: "A value is not a year and month (YYYY-MM).", remedy: MEND_VALUE },
  CSV_NOT_DURATION: { text: "A value is not an ISO 8601 duration.", remedy: MEND_VALUE },
  CSV_NOT_JSON: { text: "A value is not JSON of the contract's kind.", remedy: MEND_VALUE },
  CSV_NOT_LIST: { text: "A value is not a list of the contract's items.", remedy: MEND_VALUE },
  CSV_NOT_GEOPOINT: { text: "A value is not a longitude and latitude.", remedy: MEND_VALUE },
  CSV_FORMAT: { text: "A text is not of the contract's format.", remedy: MEND_VALUE },
  CSV_BELOW_MINIMUM: { text: "A value is below the contract's minimum.", remedy: MEND_VALUE },
  CSV_ABOVE_MAXIMUM: { text: "A value is above the contract's maximum.", remedy: MEND_VALUE },
  CSV_TOO_SHORT: { text: "A value is shorter than the contract's least length.", remedy: MEND_VALUE },
  CSV_TOO_LONG: { text: "A value is longer than the contract's greatest length.", remedy: MEND_VALUE },
  CSV_PATTERN: { text: "A value does not match the contract's pattern.", remedy: MEND_VALUE },
  CSV_NOT_IN_ENUM: { text: "A value is not one of those that the contract lists.", remedy: MEND_VALUE },
} as const;
