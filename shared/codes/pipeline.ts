/** Codes of the steps after the front door, and of the chain as a whole. */
export const pipelineCodes = {
  INTERNAL_NO_FAULT: {
    text: "A refusal without a reason was raised.",
    remedy: "This is a defect of Reelhouse: report it with the drop's id.",
  },
  LANDING_OBJECT_GONE: {
    text: "The archive is no longer in the landing bucket.",
    remedy:
      "Upload it again, and leave it there: Reelhouse never deletes what landed, and reads it when its turn comes.",
  },
  PARQUET_UNREADABLE: {
    text: "A Parquet member cannot be read.",
    remedy: "Write the file again with a current Parquet library, and send the drop again.",
  },
  PARQUET_COLUMNS_MISMATCH: {
    text: "The columns of a Parquet member differ from those of the contract.",
    remedy: "Write the columns in the contract's names and order, then send the drop again.",
  },
  REJECT_THRESHOLD_EXCEEDED: {
    text: "More rows were rejected than the contract allows.",
    remedy: "Mend the rows that the reason lists and send the drop again.",
  },
  ROW_REJECTED: {
    text: "A row breaks a rule of the contract.",
    remedy: "Mend the row; the rejects in the archive hold it as it came, with the reason.",
  },
} as const;
