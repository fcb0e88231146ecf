import { keyOf } from "qat-ledger";
import { expect, test } from "vitest";
import { keyPartsOf } from "../src/plan/cell-key.ts";

const input = {
  cell: {
    variant: "ste",
    task: "lenet5-mnist",
    track: "controlled",
    budget: 1,
    trainOn: "split",
    precision: "w2a32",
    seed: 1,
    device: "wasm",
  },
  program: "p",
  packages: "l",
  data: "d",
  engine: { kind: "wasm", version: "4.22.0" },
} as const;
const key = keyOf(keyPartsOf(input));

test("a key is 32 hexadecimal digits, and the order of fields does not matter", () => {
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  const reversed = Object.fromEntries(Object.entries(input.cell).reverse()) as typeof input.cell;
  expect(keyOf(keyPartsOf({ ...input, cell: reversed }))).toBe(key);
});

test.each([
  ["cell", { cell: { ...input.cell, seed: 2 } }],
  ["cell", { cell: { ...input.cell, budget: 0.5 } }],
  ["program", { program: "q" }],
  ["packages", { packages: "m" }],
  ["data", { data: "e" }],
  ["engine", { engine: { kind: "wasm", version: "4.23.0" } }],
  ["start", { start: "f".repeat(32) }],
])("a change of %s makes another key, and only that part tells why", (part, change) => {
  const [before, after] = [keyPartsOf(input), keyPartsOf({ ...input, ...change })];
  expect(keyOf(after)).not.toBe(key);
  const changed = Object.keys(before).filter((name) => before[name as "cell"] !== after[name as "cell"]);
  expect(changed).toEqual([part]);
});
