import { availableParallelism } from "node:os";
import { join } from "node:path";
import envPaths from "env-paths";
import type { Plan } from "../plan/plan.ts";
import type { Release } from "./lock.ts";
import { tryLock } from "./lock.ts";

/** A place where one cell may run now, held machine-wide. */
export interface Slot {
  readonly name: string;
  /** Given to the cell's process. */
  readonly env: Readonly<Record<string, string>>;
  release: Release;
}

export interface SlotSpec {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The places of this machine: one a core for engines on the CPU; for CUDA and WebGPU, each GPU that is visible as often
 * as `cellsPerGpu` says.
 * @param gpus indices of the GPUs, empty for the CPU
 */
export function slotSpecs(gpus: readonly string[], cellsPerGpu = 1, cores = availableParallelism()): SlotSpec[] {
  if (gpus.length === 0) return Array.from({ length: cores }, (_, core) => ({ name: `core-${core}`, env: {} }));
  return gpus.flatMap((gpu) =>
    Array.from({ length: cellsPerGpu }, (_, i) => ({ name: `gpu-${gpu}-${i}`, env: { CUDA_VISIBLE_DEVICES: gpu } })),
  );
}

/** Indices of the GPUs that a plan's cells are spread over; none where they train on the CPU. */
export function visibleGpus(plan: Plan): string[] {
  // WebGPU has one adapter, whatever CUDA sees; one in software computes on all cores.
  if (plan.cells.some(({ engine }) => engine.kind === "webgpu")) return ["0"];
  const onCuda = plan.cells.some(({ engine }) => engine.flavor === "cuda");
  return onCuda ? (process.env.CUDA_VISIBLE_DEVICES ?? "0").split(",").filter((gpu) => gpu !== "" && gpu !== "-1") : [];
}

/** Where the slots' locks lie: one folder a user and machine, whatever the checkout, so that two never oversubscribe. */
export function slotFolder(): string {
  return process.env.QAT_BENCH_SLOTS ?? join(envPaths("qat-bench", { suffix: "" }).temp, "slots");
}

/** Takes a free slot, or says that all are taken. */
export async function trySlot(specs: readonly SlotSpec[], folder: string): Promise<Slot | null> {
  for (const spec of specs) {
    const release = await tryLock(join(folder, spec.name));
    if (release) return { ...spec, release };
  }
  return null;
}
