import { type CellRecord, hashFields } from "qat-ledger";
import { slug } from "qat-report/parts";

/** An engine on which figures were measured: what accuracies depend on, not the machine. */
export interface Device {
  /** Fit for a file's name. */
  readonly id: string;
  /** `native 2.21.0, cpu, avx512_core_bf16` */
  readonly name: string;
}

/** The device of a record. */
export function deviceOf({ engine }: Pick<CellRecord, "engine">): Device {
  const { kind, version, ...rest } = engine;
  const traits = Object.entries(rest).map(([name, value]) => (typeof value === "string" ? value : `${name} ${value}`));
  return {
    id: `${slug(String(kind))}-${hashFields(engine).slice(0, 8)}`,
    name: [[kind, version].filter((part) => part !== undefined).join(" "), ...traits].join(", "),
  };
}
