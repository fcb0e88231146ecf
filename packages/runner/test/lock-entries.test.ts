import { expect, test } from "vitest";
import { hashLockEntries } from "../src/plan/lock-entries.ts";

const packages = {
  "": { dependencies: { a: "1.0.0" } },
  "node_modules/a": { version: "1.0.0", integrity: "sha512-a", dependencies: { b: "1.0.0", c: "^1.0.0" } },
  "node_modules/a/node_modules/c": { version: "1.5.0", integrity: "sha512-c1" },
  "node_modules/b": { version: "1.0.0", integrity: "sha512-b", optionalDependencies: { a: "1.0.0", absent: "*" } },
  "node_modules/c": { version: "2.0.0", integrity: "sha512-c2" },
  "node_modules/unrelated": { version: "1.0.0", integrity: "sha512-u" },
};
const hashWith = (changes: object) => hashLockEntries({ packages: { ...packages, ...changes } }, ["a"]);
const before = hashWith({});

test.each([
  ["the package itself", { "node_modules/a": { ...packages["node_modules/a"], integrity: "sha512-other" } }],
  ["what it depends on", { "node_modules/b": { ...packages["node_modules/b"], version: "1.0.1" } }],
  ["the copy that is nested below it", { "node_modules/a/node_modules/c": { version: "1.5.1" } }],
  ["an optional dependency that is there now", { "node_modules/absent": { version: "1.0.0" } }],
])("the hash changes with %s", (_, changes) => {
  expect(hashWith(changes)).not.toBe(before);
});

test.each([
  ["an unrelated package", { "node_modules/unrelated": { version: "2.0.0" } }],
  ["the copy that something else resolves to", { "node_modules/c": { version: "3.0.0" } }],
  ["the root's own entry", { "": { dependencies: {} } }],
])("the hash stays with %s", (_, changes) => {
  expect(hashWith(changes)).toBe(before);
});

test("cycles end, and the order of names does not matter", () => {
  expect(hashLockEntries({ packages }, ["b", "a"])).toBe(hashLockEntries({ packages }, ["a", "b"]));
});
