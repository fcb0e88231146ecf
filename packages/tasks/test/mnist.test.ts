import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "qat-core";
import { expect, it } from "vitest";
import { mnist } from "../src/data/mnist.ts";

it("names the files that a folder lacks, or holds altered", async () => {
  const folder = await mkdtemp(join(tmpdir(), "qat-tasks-"));
  const elsewhere = mnist([{ title: "a folder", folder: () => folder }]);
  await expect(elsewhere.load(1)).rejects.toThrow(InputError);
  await expect(elsewhere.fingerprint()).rejects.toThrow(/idx\d-ubyte are missing: .*\n {2}to do: reinstall/);
  for (const { name } of elsewhere.files?.files ?? []) await writeFile(join(folder, name), "short");
  await expect(elsewhere.load(1)).rejects.toThrow(/idx\d-ubyte is truncated: 5 bytes/);
  await rm(folder, { recursive: true });
});
