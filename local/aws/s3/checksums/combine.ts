/** The CRC of a whole from the CRCs of its parts, without reading a byte again. */

/** Reflected polynomial and width in bits. */
export interface CrcShape {
  polynomial: bigint;
  bits: bigint;
}

export const CRC_SHAPES: Record<"CRC32" | "CRC32C" | "CRC64NVME", CrcShape> = {
  CRC32: { polynomial: 0xedb88320n, bits: 32n },
  CRC32C: { polynomial: 0x82f63b78n, bits: 32n },
  CRC64NVME: { polynomial: 0x9a6c9329ac4bc9b5n, bits: 64n },
};

/** a·b modulo the polynomial, bits reflected (as in zlib's `crc32_combine`). */
function multiply(a: bigint, b: bigint, { polynomial, bits }: CrcShape): bigint {
  let product = 0n;
  let factor = b;
  for (let bit = bits - 1n; bit >= 0n; bit--) {
    if ((a >> bit) & 1n) product ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ polynomial : factor >> 1n;
  }
  return product;
}

/** x to the power of 8·bytes modulo the polynomial: what appending that many bytes does to the CRC before them. */
function shiftBy(bytes: number, shape: CrcShape): bigint {
  let power = 1n << (shape.bits - 2n); // x
  for (let doubling = 0; doubling < 3; doubling++) power = multiply(power, power, shape);
  let result = 1n << (shape.bits - 1n); // 1
  for (let rest = BigInt(bytes); rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(result, power, shape);
    power = multiply(power, power, shape);
  }
  return result;
}

/** `parts` in order, each with its CRC (big-endian) and its length in bytes. */
export function combineCrcs(parts: readonly { crc: Buffer; bytes: number }[], shape: CrcShape): Buffer {
  const shifts = new Map<number, bigint>(); // parts mostly have one length
  let whole = 0n;
  for (const { crc, bytes } of parts) {
    let shift = shifts.get(bytes);
    if (shift === undefined) shifts.set(bytes, (shift = shiftBy(bytes, shape)));
    whole = multiply(shift, whole, shape) ^ BigInt(`0x${crc.toString("hex")}`);
  }
  return Buffer.from(whole.toString(16).padStart(Number(shape.bits) / 4, "0"), "hex");
}
