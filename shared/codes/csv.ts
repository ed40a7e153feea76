/** Codes of a member's content: its encoding, dialect, header, records and values. */
export const csvCodes = {
  CSV_HEADER_MISMATCH: {
    text: "The header differs from the columns of the contract.",
    remedy: "Write the columns in the contract's names and order, then send the drop again.",
  },
} as const;
