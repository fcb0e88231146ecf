import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type CifarFiles, cifarFiles, type RecordFile } from "../src/data/cifar-files.ts";
import type { DataSource } from "../src/task.ts";

const imageBytes = 3072;

/**
 * Records of images that a network can learn: brighter in one of the three planes, and in its upper or lower half, by the
 * label. Seeded by their index, so that no two are the same.
 */
export function madeRecords(count: number, label: (image: number) => readonly number[], first = 0): Buffer {
  const records = Array.from({ length: count }, (_, i) => {
    const labels = label(first + i);
    const shown = labels.at(-1) ?? 0;
    const noise = createHash("sha256")
      .update(`image ${first + i}`)
      .digest();
    const pixels = Buffer.alloc(imageBytes);
    for (let k = 0; k < imageBytes; k++) {
      const isBright = Math.floor(k / 1024) === shown % 3 && Math.floor(k / 512) % 2 === Math.floor(shown / 3) % 2;
      pixels[k] = (isBright ? 160 : 60) + ((noise[k % 32] ?? 0) % 64);
    }
    return Buffer.concat([Buffer.from(labels), pixels]);
  });
  return Buffer.concat(records);
}

export interface MadeFile extends RecordFile {
  readonly content: Buffer;
}

/** A file as a dataset pins it, with its content. */
export function madeFile(name: string, content: Buffer, recordBytes: number): MadeFile {
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { name, images: content.length / recordBytes, sha256, content };
}

/** A small dataset in CIFAR's format; six classes, `labels` of them a record. Its files are written by `writeMade`. */
export function madeCifar(
  folder: string,
  overrides: Partial<CifarFiles> = {},
): { source: DataSource; all: MadeFile[] } {
  const label = (image: number) => [image % 6];
  const train = [0, 1].map((i) => madeFile(`train_${i}.bin`, madeRecords(60, label, 60 * i), 3073));
  const test = [madeFile("test.bin", madeRecords(24, label, 120), 3073)];
  const source = cifarFiles({
    name: "made",
    labelBytes: [{ name: "label", classes: 6 }],
    train: train.map(pinned),
    test: test.map(pinned),
    held: 20,
    places: [{ title: "a folder", folder: () => folder }],
    origins: [],
    remedy: () => "make them again",
    normalisation: { mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25] },
    ...overrides,
  });
  return { source, all: [...train, ...test] };
}

function pinned({ name, images, sha256 }: MadeFile): RecordFile {
  return { name, images, sha256 };
}

export function writeMade(folder: string, files: readonly MadeFile[], compressed = false): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, content } of files) {
    writeFileSync(join(folder, compressed ? `${name}.gz` : name), compressed ? gzipSync(content) : content);
  }
}
