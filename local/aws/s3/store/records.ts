/** What the index keeps of objects, versions, uploads and parts. */
import type { Checksum, ChecksumAlgorithm, ChecksumType } from "../checksums/algorithms.ts";
import type { Blob } from "./blobs.ts";

/** Headers that S3 keeps with an object and gives back as they were: `content-type`, `cache-control`, … */
export type SystemHeaders = Record<string, string>;

/** What a sender says about an object besides its bytes. */
export interface ObjectAttributes {
  headers: SystemHeaders;
  /** User metadata, names in lower case without `x-amz-meta-`. */
  metadata: Record<string, string>;
  tags: Record<string, string>;
  storageClass: string;
}

export interface StoredPart {
  number: number;
  bytes: number;
  checksum?: string;
}

export interface ObjectRecord extends ObjectAttributes {
  bytes: number;
  /** Without quotes. */
  etag: string;
  modifiedMs: number;
  blobs: Blob[];
  checksum?: Checksum;
  /** Of a multipart object only. */
  parts?: StoredPart[];
}

export interface Version extends ObjectRecord {
  number: number;
  bucket: string;
  key: string;
  /** `null` (the word) for what was written while versioning was off or suspended. */
  versionId: string;
  isLatest: boolean;
  isMarker: boolean;
}

export interface UploadRecord extends ObjectAttributes {
  checksumAlgorithm?: ChecksumAlgorithm;
  checksumType?: ChecksumType;
}

export interface Upload extends UploadRecord {
  id: string;
  bucket: string;
  key: string;
  startedMs: number;
}

export interface PartRecord {
  blob: Blob;
  etag: string;
  modifiedMs: number;
  checksum?: Checksum;
}

export interface Part extends PartRecord {
  number: number;
}

export type Versioning = "Enabled" | "Suspended";

export interface Bucket {
  name: string;
  createdMs: number;
  region: string;
  versioning?: Versioning;
}
