/** Codes of the archive itself: the ZIP's structure, its limits and its names. */
export const archiveCodes = {
  ARCHIVE_NOT_ZIP: {
    text: "The file is not a ZIP archive.",
    remedy: "Send a ZIP archive (methods stored or deflate) that holds the members and manifest.json.",
  },
} as const;
