/** Codes of the manifest, and of what it says against what is there. */
export const manifestCodes = {
  MANIFEST_NOT_JSON: {
    text: "manifest.json is not valid JSON.",
    remedy: "Make the manifest with `reelhouse pack`, or mend its JSON.",
  },
} as const;
