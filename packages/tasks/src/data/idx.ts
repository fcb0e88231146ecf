import { InputError } from "qat-core";

const unsignedByte = 0x08;

/**
 * Reads a file of unsigned bytes in the idx format (Y. LeCun's, of the MNIST files): two zero bytes, the type, the
 * number of axes, each axis's length as a big-endian uint32, then the values, last axis fastest.
 *
 * @param bytes the file
 * @param shape lengths that its axes must have
 * @param file its path, for messages
 * @returns the values, a view on `bytes`
 * @throws {InputError} when the header says anything else, or the values are fewer or more than it says
 */
export function parseIdx(bytes: Uint8Array, shape: readonly number[], file: string): Uint8Array {
  const headerSize = 4 + 4 * shape.length;
  const header = new DataView(bytes.buffer, bytes.byteOffset, Math.min(headerSize, bytes.byteLength));
  if (bytes.byteLength < headerSize) {
    refuse(file, `ends inside its header: ${bytes.byteLength} bytes`, `at least ${headerSize} bytes`);
  }
  const magic = header.getUint32(0);
  const expected = (unsignedByte << 8) | shape.length;
  if (magic !== expected) refuse(file, `starts with the magic number ${hex(magic)}`, hex(expected));
  const lengths = shape.map((_, axis) => header.getUint32(4 + 4 * axis));
  if (lengths.join() !== shape.join()) refuse(file, `says that it holds ${lengths.join(" x ")}`, shape.join(" x "));
  const values = bytes.subarray(headerSize);
  const count = shape.reduce((product, length) => product * length, 1);
  if (values.length !== count) refuse(file, `holds ${values.length} values`, `${count}, as its header says`);
  return values;
}

function refuse(file: string, found: string, allowed: string): never {
  throw new InputError(`the idx file ${file} ${found}`, { allowed, remedy: "replace it by the original file" });
}

function hex(magic: number): string {
  return `0x${magic.toString(16).padStart(8, "0")}`;
}
