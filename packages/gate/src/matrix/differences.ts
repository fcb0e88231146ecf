import type { CellRecord } from "qat-ledger";
import type { PlannedCell } from "qat-runner";

/** What two keys of one cell are made of, whether planned or recorded. */
export type Keyed = Pick<PlannedCell, "key" | "data" | "engine"> & { readonly keyParts: CellRecord["keyParts"] };

/** Parts of a key that a change of the sources is about; a difference in any other part is no difference of sources. */
const ofSources = ["program", "packages", "start"];

/** Parts whose hashes differ. */
export function differingParts(base: Keyed, head: Keyed): string[] {
  // A cell is the same by how they were paired; its hash is another in records of older versions.
  const parts = [...new Set([...Object.keys(head.keyParts), ...Object.keys(base.keyParts)])];
  return parts.filter((part) => part !== "cell" && base.keyParts[part] !== head.keyParts[part]);
}

/** Why figures of the two say nothing about the sources: they come from other data, or another engine; null where they do. */
export function whyNotComparable(base: Keyed, head: Keyed): string | null {
  const others = differingParts(base, head).filter((part) => !ofSources.includes(part));
  if (others.length === 0) return null;
  return others.map((part) => describeDifference(part, base, head)).join("; ");
}

function describeDifference(part: string, base: Keyed, head: Keyed): string {
  if (part === "data") return `data: ${nameOfData(base.data)} at base, ${nameOfData(head.data)} at head`;
  if (part !== "engine")
    return `${part}: ${base.keyParts[part] ?? "none"} at base, ${head.keyParts[part] ?? "none"} at head`;
  const [there, here] = [base.engine, head.engine];
  const names = [...new Set([...Object.keys(there), ...Object.keys(here)])].filter(
    (name) => there[name] !== here[name],
  );
  return `engine: ${names.map((name) => `${name} ${there[name] ?? "-"} at base, ${here[name] ?? "-"} at head`).join(", ")}`;
}

function nameOfData({ name, sha256 }: Keyed["data"]): string {
  return `${name} (${sha256.slice(0, 12)})`;
}
