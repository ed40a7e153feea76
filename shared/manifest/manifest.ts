/** A drop's manifest as the chain uses it, whatever form it was sent in. */
import type { DataFormat } from "../contract/contract.ts";
import type { ManifestDescriptor } from "./schema.ts";

export type Mode = "snapshot" | "delta";

export interface ManifestMember {
  path: string;
  bytes: number;
  /** 64 hex digits, lower case. */
  sha256: string;
  /** Records without the header; `undefined` for a document. */
  rowCount: number | undefined;
  /** The contract's table, or `undefined` for a document. */
  table: string | undefined;
  format: DataFormat | "document";
}

export interface Manifest {
  dataset: string;
  mode: Mode;
  /** Which of a dataset's drops is newer. The older flat form has none: those are ordered by their arrival. */
  sequence: number | undefined;
  producedAt: string | undefined;
  /** In the manifest's order. */
  members: readonly ManifestMember[];
}

/** The older form, before it is known which files it speaks of. */
export interface FlatManifest {
  dataset: string;
  /** The contract's table that its columns fit. */
  table: string;
  /** `total_movies`, where it was a number. */
  totalRows: number | undefined;
}

export type ReadManifest =
  | { form: "package"; manifest: Manifest /** As it was sent. */; descriptor: ManifestDescriptor }
  | { form: "flat"; flat: FlatManifest };
