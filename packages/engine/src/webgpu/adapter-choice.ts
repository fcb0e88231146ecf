import { EngineError } from "../engine-error.ts";

/** The environment variable that says which adapter is wanted: `hardware`, the default, or `software`. */
export const ADAPTER_VARIABLE = "QAT_BENCH_WEBGPU_ADAPTER";

const CHOICES = ["hardware", "software"] as const;

/** A GPU, or a driver that computes on the processor: slow, for tests only, and never taken unless it is asked for. */
export type AdapterChoice = (typeof CHOICES)[number];

/** @throws EngineError where the environment asks for neither. */
export function adapterChoice(): AdapterChoice {
  const wanted = process.env[ADAPTER_VARIABLE] || "hardware";
  const choice = CHOICES.find((known) => known === wanted);
  if (choice !== undefined) return choice;
  throw new EngineError(`${ADAPTER_VARIABLE} is "${wanted}"; allowed is ${CHOICES.join(" or ")}.`);
}
