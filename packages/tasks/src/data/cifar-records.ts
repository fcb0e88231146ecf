import { InputError } from "qat-core";

/** Pixels of an image: a red, a green and a blue plane of 32 x 32. */
const imageBytes = 3 * 32 * 32;

/** One of the label bytes that a record begins with. */
export interface LabelByte {
  readonly name: string;
  /** It is 0 to classes - 1. */
  readonly classes: number;
}

/**
 * Reads files of CIFAR's binary version, as its page describes them (https://www.cs.toronto.edu/~kriz/cifar.html): records
 * of label bytes, then 3,072 bytes of an image, its red plane first, then green and blue, each row by row.
 *
 * @param labelBytes those that a record begins with; the last of them is the image's class
 * @param files their contents, in order, and their paths, for messages
 * @returns pixels [images, 3, 32, 32] and labels [images]
 * @throws {InputError} when a file ends inside a record, or a label is outside its range
 */
export function parseCifarRecords(
  labelBytes: readonly LabelByte[],
  files: readonly { readonly bytes: Uint8Array; readonly path: string }[],
): { readonly pixels: Uint8Array; readonly labels: Uint8Array } {
  const recordBytes = labelBytes.length + imageBytes;
  const counts = files.map(({ bytes, path }) => {
    if (bytes.length % recordBytes === 0) return bytes.length / recordBytes;
    throw unlikeCifar(path, `holds ${bytes.length} bytes`, `records of ${recordBytes} bytes, all whole`);
  });
  const count = counts.reduce((sum, each) => sum + each, 0);
  const pixels = new Uint8Array(count * imageBytes);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const { bytes, path } of files) {
    for (let record = 0; record < bytes.length; record += recordBytes) {
      for (const [i, { name, classes }] of labelBytes.entries()) {
        const label = bytes[record + i] as number;
        if (label >= classes) {
          const where = `has the ${name} ${label} in its record ${record / recordBytes}`;
          throw unlikeCifar(path, where, `0 to ${classes - 1}`);
        }
        labels[image] = label;
      }
      pixels.set(bytes.subarray(record + labelBytes.length, record + recordBytes), image * imageBytes);
      image++;
    }
  }
  return { pixels, labels };
}

function unlikeCifar(path: string, found: string, allowed: string): InputError {
  return new InputError(`the CIFAR file ${path} ${found}`, {
    allowed,
    remedy: "replace it by the original file, or write yours in that format",
  });
}
