/** Codes of the manifest, and of what it says against what is there. */
export const manifestCodes = {
  MANIFEST_ABSENT: {
    text: "The archive holds no manifest.json at its root.",
    remedy: "Make the drop with `reelhouse pack`, which writes the manifest, or add manifest.json beside the members.",
  },
  MANIFEST_TOO_LARGE: {
    text: "manifest.json is larger than a manifest may be.",
    remedy: "List members only; leave data out of the manifest.",
  },
  MANIFEST_NOT_JSON: {
    text: "manifest.json is not valid JSON.",
    remedy: "Make the manifest with `reelhouse pack`, or mend its JSON.",
  },
  MANIFEST_NOT_OBJECT: {
    text: "manifest.json holds JSON, but no Data Package descriptor.",
    remedy: "Make the manifest with `reelhouse pack`, or write a Data Package v2 descriptor.",
  },
  MANIFEST_FIELD_MISSING: {
    text: "A property that the manifest must have is missing.",
    remedy:
      "Add the property; contracts/manifest.schema.json says which ones there are. `reelhouse pack` writes them all.",
  },
  MANIFEST_FIELD_INVALID: {
    text: "A property of the manifest has a value that it cannot have.",
    remedy: "Mend the property; contracts/manifest.schema.json says what it may be.",
  },
  MANIFEST_VERSION_UNSUPPORTED: {
    text: "The manifest is of a version that this Reelhouse does not read.",
    remedy: "Write version 1, or make the manifest with this Reelhouse's `pack`.",
  },
  MANIFEST_DATASET_UNKNOWN: {
    text: "The manifest's name is no dataset of this Reelhouse.",
    remedy: "Set the manifest's name to a dataset that has a contract, or have a contract added for the new dataset.",
  },
  MANIFEST_PATH_INVALID: {
    text: "The manifest lists a member under a path that cannot be in a drop.",
    remedy: "Use relative paths with `/` between names, without `..`, backslashes, colons or control characters.",
  },
  MANIFEST_PATH_DUPLICATE: {
    text: "The manifest lists two members under names that are one name to some systems.",
    remedy: "Give every member a name of its own, different by more than case or form of letters.",
  },
  MANIFEST_DATA_ELSEWHERE: {
    text: "The manifest lists data that is not a file in the archive (a URL, inline data or a file in several pieces).",
    remedy: "Put the data into the archive as one CSV or Parquet file per resource.",
  },
  MANIFEST_HASH_UNSUPPORTED: {
    text: "The manifest gives a hash that is not SHA-256.",
    remedy: 'Write the hash as "sha256:" and 64 hexadecimal digits.',
  },
  MANIFEST_MEMBER_MISSING: {
    text: "The manifest lists a member that is not in the archive.",
    remedy: "Add the member to the archive, or take it out of the manifest.",
  },
  MANIFEST_MEMBER_EXTRA: {
    text: "The archive holds a member that the manifest does not list.",
    remedy: "List the member in the manifest, or take it out of the archive.",
  },
  MANIFEST_BYTES_MISMATCH: {
    text: "A member has another size than the manifest says.",
    remedy: "Pack the drop again, so that the manifest is made from the very files that are sent.",
  },
  MANIFEST_HASH_MISMATCH: {
    text: "A member's content is not what the manifest says: its SHA-256 differs.",
    remedy: "Pack the drop again, so that the manifest is made from the very files that are sent.",
  },
  MANIFEST_ROWS_MISMATCH: {
    text: "A member has another number of rows than the manifest says.",
    remedy: "Pack the drop again, so that the manifest is made from the very files that are sent.",
  },
  MANIFEST_SCHEMA_MISMATCH: {
    text: "The manifest describes a member's columns differently from the contract.",
    remedy: "Use the contract's schema, or leave the schema out: the contract's then holds.",
  },
  MANIFEST_MEMBER_UNKNOWN: {
    text: "The manifest lists a member that the dataset's contract does not know.",
    remedy: "Name the member as the contract does, or take it out of the drop.",
  },
  MANIFEST_MEMBER_REQUIRED: {
    text: "A member that the dataset's contract requires is not in the drop.",
    remedy: "Add the member, or send the drop with mode `delta` if it only adds rows.",
  },
  MANIFEST_TWINS_DIFFER: {
    text: "A CSV member and its Parquet twin do not hold the same rows.",
    remedy: "Write both from the same rows, or send one of them.",
  },
  MANIFEST_BAG_INVALID: {
    text: "The BagIt bag is not complete, or of a kind that Reelhouse does not read.",
    remedy: "Make the bag again (RFC 8493) with every file below data/ and a manifest-sha256.txt, in UTF-8.",
  },
  MANIFEST_CHANGED: {
    text: "The manifest in the processed bucket is not that of the drop whose folder it is in.",
    remedy: "Leave the processed bucket to Reelhouse, and upload the drop to the landing bucket again.",
  },
  MANIFEST_FLAT_UNMATCHED: {
    text: "The older flat manifest lists columns that fit no contract.",
    remedy: "Make the manifest with `reelhouse pack --dataset <name>`, or mend its `columns`.",
  },
  MANIFEST_FLAT_MEMBERS: {
    text: "A drop with the older flat manifest must hold one table: a CSV file, a Parquet file, or both with the same stem.",
    remedy: "Send one table per drop, or make the manifest with `reelhouse pack`.",
  },
} as const;
