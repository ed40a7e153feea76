/** Codes of the archive itself: the ZIP's structure, its limits and its names. */

const PACK_AGAIN = "Make the archive again with a current tool (or `reelhouse pack`) and send it whole.";
const DAMAGED =
  "The archive was damaged on its way or by its writer: make it again and compare the size after the upload.";
const RENAME = "Rename the member, list the new name in manifest.json, and pack again.";
const RAISE_LIMIT = "Split the drop into smaller ones, or ask the operator to raise the limit for this stage.";
const PLAIN_FILES = "Pack plain files only: CSV, Parquet and manifest.json.";

export const archiveCodes = {
  // the file as a whole
  ARCHIVE_NOT_ZIP: {
    text: "The file is not a ZIP archive.",
    remedy: "Send a ZIP archive (methods stored or deflate) that holds the members and manifest.json.",
  },
  ARCHIVE_EMPTY_FILE: {
    text: "The file has no bytes.",
    remedy: "Check the step that writes the archive, and send it again.",
  },
  ARCHIVE_TRUNCATED: {
    text: "The archive ends before its end record: part of it is missing.",
    remedy: "The upload or the writer stopped early: send the whole archive.",
  },
  ARCHIVE_TRAILING_DATA: { text: "There are bytes behind the end of the archive.", remedy: PACK_AGAIN },
  ARCHIVE_PREFIX_DATA: {
    text: "There are bytes before the first entry.",
    remedy: "Send a plain ZIP archive, not a self-extracting one and nothing glued to its front.",
  },
  ARCHIVE_SECOND_END_RECORD: {
    text: "The archive can be read in two ways: it has more than one end record.",
    remedy: PACK_AGAIN,
  },
  ARCHIVE_COMMENT_SIGNATURE: {
    text: "The archive's comment holds a ZIP signature, which some readers would follow.",
    remedy: "Remove the comment of the archive.",
  },
  ARCHIVE_SPLIT: {
    text: "The archive is one part of a split or spanned archive.",
    remedy: "Send one whole archive instead of parts.",
  },
  ARCHIVE_NO_ENTRIES: { text: "The archive has no entries.", remedy: "Pack the members and manifest.json into it." },

  // the central directory
  ARCHIVE_ENTRY_COUNT: { text: "The number of entries is not what the end record says.", remedy: DAMAGED },
  ARCHIVE_DIRECTORY_RANGE: { text: "The central directory is said to lie outside the archive.", remedy: DAMAGED },
  ARCHIVE_DIRECTORY_END: {
    text: "The central directory does not end where the end record starts.",
    remedy: DAMAGED,
  },
  ARCHIVE_DIRECTORY_SIGNATURE: { text: "An entry of the central directory lacks its signature.", remedy: DAMAGED },
  ARCHIVE_DIRECTORY_TRUNCATED: { text: "An entry of the central directory runs past its end.", remedy: DAMAGED },
  ARCHIVE_DIRECTORY_ENCRYPTED: {
    text: "The central directory is encrypted.",
    remedy: "Send the archive without encryption: the bucket encrypts it at rest and TLS on the way.",
  },
  ARCHIVE_EXTRA_MALFORMED: { text: "An extra field is cut short or longer than its header says.", remedy: PACK_AGAIN },

  // ZIP64
  ARCHIVE_ZIP64_LOCATOR_MISSING: {
    text: "The end record points to ZIP64 records, but there is no ZIP64 locator before it.",
    remedy: DAMAGED,
  },
  ARCHIVE_ZIP64_LOCATOR_RANGE: {
    text: "The ZIP64 locator does not point to the ZIP64 end record directly before it.",
    remedy: DAMAGED,
  },
  ARCHIVE_ZIP64_RECORD: { text: "The ZIP64 end record is not of the supported form.", remedy: PACK_AGAIN },
  ARCHIVE_ZIP64_CONTRADICTION: {
    text: "A ZIP64 value contradicts the same value in its short form.",
    remedy: PACK_AGAIN,
  },
  ARCHIVE_ZIP64_EXTRA: {
    text: "The ZIP64 extra field lacks a value that the entry needs, or has more than it needs.",
    remedy: PACK_AGAIN,
  },

  // what an entry is
  ARCHIVE_ENCRYPTED: {
    text: "An entry is encrypted.",
    remedy: "Send the archive without a password: the bucket encrypts it at rest and TLS on the way.",
  },
  ARCHIVE_METHOD: {
    text: "An entry is compressed by a method that is not supported.",
    remedy: "Pack with deflate (or stored): for example `zip -6`, not bzip2, LZMA, Deflate64 or Zstandard.",
  },
  ARCHIVE_FLAGS: { text: "An entry has flags that are not supported.", remedy: PACK_AGAIN },
  ARCHIVE_VERSION: { text: "An entry needs a newer version of ZIP than is supported (4.5).", remedy: PACK_AGAIN },
  ARCHIVE_LINK: { text: "An entry is a link.", remedy: `${PLAIN_FILES} Pack what the link points to.` },
  ARCHIVE_SPECIAL_FILE: { text: "An entry is a device, a pipe, a socket or a volume label.", remedy: PLAIN_FILES },
  ARCHIVE_NESTED: {
    text: "A member is an archive or a compressed file itself.",
    remedy: "Unpack it and put its files into the drop: the ZIP compresses them already.",
  },
  ARCHIVE_FOLDER_WITH_DATA: { text: "A directory entry has content.", remedy: PACK_AGAIN },
  ARCHIVE_FOLDER_UNCLEAR: {
    text: "An entry is a directory by its attributes and a file by its name.",
    remedy: PACK_AGAIN,
  },
  ARCHIVE_STORED_SIZE: { text: "A stored entry has two different sizes.", remedy: DAMAGED },

  // names
  ARCHIVE_NAME_EMPTY: { text: "An entry has no name.", remedy: RENAME },
  ARCHIVE_NAME_ENCODING: {
    text: "A name is not UTF-8, or has other than ASCII characters without saying that it is UTF-8.",
    remedy: "Pack with a tool that marks names as UTF-8 (flag bit 11), or use ASCII names.",
  },
  ARCHIVE_NAME_CONTRADICTION: { text: "The Unicode path field of an entry gives it another name.", remedy: PACK_AGAIN },
  ARCHIVE_NAME_NOT_NFC: {
    text: "A name is not in Unicode's composed form (NFC).",
    remedy: "Normalise the name to NFC (`convmv -t utf8 --nfc`, Python's unicodedata) and pack again.",
  },
  ARCHIVE_NAME_TOO_LONG: { text: "A name, or a part of it, is too long.", remedy: RENAME },
  ARCHIVE_NAME_TRAVERSAL: { text: "A name leads out of the archive with `..`.", remedy: RENAME },
  ARCHIVE_NAME_DOT: { text: "A name has a `.` segment.", remedy: RENAME },
  ARCHIVE_NAME_EMPTY_SEGMENT: { text: "A name has an empty segment (`//`).", remedy: RENAME },
  ARCHIVE_NAME_ABSOLUTE: { text: "A name starts at the root (`/`).", remedy: RENAME },
  ARCHIVE_NAME_DRIVE: { text: "A name starts with a drive letter.", remedy: RENAME },
  ARCHIVE_NAME_BACKSLASH: { text: "A name has a backslash.", remedy: "Separate folders with `/`, and pack again." },
  ARCHIVE_NAME_COLON: { text: "A name has a colon.", remedy: RENAME },
  ARCHIVE_NAME_NUL: { text: "A name has a NUL character.", remedy: RENAME },
  ARCHIVE_NAME_CONTROL: { text: "A name has a control character.", remedy: RENAME },
  ARCHIVE_NAME_BIDIRECTIONAL: { text: "A name has a character that changes the writing direction.", remedy: RENAME },
  ARCHIVE_NAME_INVISIBLE: { text: "A name has an invisible character.", remedy: RENAME },
  ARCHIVE_NAME_DUPLICATE: { text: "Two entries have the same name.", remedy: RENAME },
  ARCHIVE_NAME_COLLISION: {
    text: "Two names differ only in case or in the form of their characters.",
    remedy: RENAME,
  },
  ARCHIVE_NAME_FILE_AND_FOLDER: { text: "A name is a file and a folder at once.", remedy: RENAME },

  // limits
  ARCHIVE_TOO_MANY_ENTRIES: { text: "The archive has more entries than allowed.", remedy: RAISE_LIMIT },
  ARCHIVE_DIRECTORY_TOO_BIG: { text: "The central directory is bigger than allowed.", remedy: RAISE_LIMIT },
  ARCHIVE_ENTRY_TOO_BIG: { text: "An entry is bigger than allowed.", remedy: RAISE_LIMIT },
  ARCHIVE_TOTAL_TOO_BIG: { text: "The entries together are bigger than allowed.", remedy: RAISE_LIMIT },
  ARCHIVE_RATIO: {
    text: "The archive is compressed more than allowed, as a decompression bomb is.",
    remedy:
      "Store the member instead of deflating it (`zip -0`), or ask the operator to raise the ratio for this stage.",
  },

  // where entries lie
  ARCHIVE_ENTRY_RANGE: { text: "An entry is said to lie outside the space of the entries.", remedy: DAMAGED },
  ARCHIVE_OVERLAP: { text: "Two entries overlap.", remedy: PACK_AGAIN },
  ARCHIVE_GAP: { text: "There are bytes between the entries that belong to none.", remedy: PACK_AGAIN },

  // local header = central header
  ARCHIVE_LOCAL_SIGNATURE: { text: "There is no local header where the directory says.", remedy: DAMAGED },
  ARCHIVE_LOCAL_NAME: { text: "The name in the local header differs from the directory's.", remedy: PACK_AGAIN },
  ARCHIVE_LOCAL_VERSION: { text: "The version in the local header differs from the directory's.", remedy: PACK_AGAIN },
  ARCHIVE_LOCAL_FLAGS: { text: "The flags in the local header differ from the directory's.", remedy: PACK_AGAIN },
  ARCHIVE_LOCAL_METHOD: { text: "The method in the local header differs from the directory's.", remedy: PACK_AGAIN },
  ARCHIVE_LOCAL_TIME: { text: "The time in the local header differs from the directory's.", remedy: PACK_AGAIN },
  ARCHIVE_LOCAL_CRC: { text: "The CRC-32 in the local header differs from the directory's.", remedy: PACK_AGAIN },
  ARCHIVE_LOCAL_COMPRESSED_SIZE: {
    text: "The compressed size in the local header differs from the directory's.",
    remedy: PACK_AGAIN,
  },
  ARCHIVE_LOCAL_SIZE: { text: "The size in the local header differs from the directory's.", remedy: PACK_AGAIN },
  ARCHIVE_DESCRIPTOR_MISSING: {
    text: "An entry lacks the data descriptor that its flags announce.",
    remedy: PACK_AGAIN,
  },
  ARCHIVE_DESCRIPTOR: { text: "The data descriptor of an entry differs from the directory.", remedy: PACK_AGAIN },

  // found while inflating
  ARCHIVE_DEFLATE_INVALID: { text: "The compressed data of an entry is not valid deflate.", remedy: DAMAGED },
  ARCHIVE_DEFLATE_ENDS_EARLY: {
    text: "The compressed data of an entry ends before its compressed size.",
    remedy: PACK_AGAIN,
  },
  ARCHIVE_DEFLATE_ENDS_LATE: {
    text: "The compressed data of an entry does not end within its compressed size.",
    remedy: DAMAGED,
  },
  ARCHIVE_SIZE_EXCEEDED: { text: "An entry inflates to more than its size.", remedy: PACK_AGAIN },
  ARCHIVE_SIZE_SHORT: { text: "An entry inflates to less than its size.", remedy: PACK_AGAIN },
  ARCHIVE_CRC: { text: "The content of an entry does not have its CRC-32.", remedy: DAMAGED },
} as const;
