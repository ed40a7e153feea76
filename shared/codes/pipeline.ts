/** Codes of the steps after the front door, and of the chain as a whole. */
export const pipelineCodes = {
  INTERNAL_NO_FAULT: {
    text: "A refusal without a reason was raised.",
    remedy: "This is a defect of Reelhouse: report it with the drop's id.",
  },
  REJECT_THRESHOLD_EXCEEDED: {
    text: "More rows were rejected than the contract allows.",
    remedy: "Mend the rows listed in the rejects and send the drop again, or release it with its rejects.",
  },
} as const;
