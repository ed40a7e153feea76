/** Little-endian numbers of ZIP records. */

/** A view over a byte range, whatever buffer it lies in. */
export const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** 64 bits as a number; beyond 2^53 (no real size) it stays beyond, so that every range check refuses it. */
export function uint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

export const MAX_16 = 0xff_ff;
export const MAX_32 = 0xff_ff_ff_ff;

/** Signatures, as the little-endian numbers that they are (APPNOTE 4.3). */
export const SIGNATURES = {
  local: 0x04_03_4b_50,
  descriptor: 0x08_07_4b_50,
  central: 0x02_01_4b_50,
  archiveExtra: 0x08_06_4b_50,
  end: 0x06_05_4b_50,
  zip64End: 0x06_06_4b_50,
  zip64Locator: 0x07_06_4b_50,
  /** A split archive that turned out to need one part only. */
  spannedSingle: 0x30_30_4b_50,
} as const;
