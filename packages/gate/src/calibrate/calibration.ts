import { z } from "zod";

/** The version of the calibration's schema; readers refuse another. */
export const calibrationVersion = 2 as const;

const share = z.number().min(0).max(1);
const count = z.int().nonnegative();

const rateSchema = z.strictObject({
  /** Gates that were played, and those that alarmed. */
  replays: count,
  alarms: count,
  /** At 95 %: what a finite number of replays leaves open (Clopper and Pearson). */
  low: share,
  high: share,
  /** The middle 95 % over pools drawn anew from the trained seeds: what a finite number of seeds leaves open. */
  overPools: z.strictObject({ low: share, high: share, pools: count, replays: count }),
  /** Mean cells that a gate trains, on both sides. */
  cells: z.number().nonnegative(),
  /** Of changes of one method: how often each method's alarmed. */
  methods: z.array(z.strictObject({ method: z.string(), replays: count, alarms: count })),
});

/** A kind of change, and how often the gate alarms on it. */
const scenarioSchema = z.strictObject({
  kind: z.enum(["unchanged", "shift", "mutant"]),
  /** `one method`, `every method`, or the name of a mutant. */
  name: z.string(),
  /** For people: what was done to head. */
  description: z.string(),
  /** By how much head's scores are worse, in points; of shifts only. */
  shift: z.number().positive().nullable(),
  /** Comparisons that one such change touches. */
  comparisons: count,
  /** Cells that were trained, of which all replays are drawn. */
  runs: count,
  /** Mean of head minus base over all comparisons and seeds that completed, better above 0; of mutants only. */
  effect: z.number().nullable(),
  rate: rateSchema,
});

/** What a gate was measured to do: reports/gate-calibration.json. */
export const calibrationSchema = z.strictObject({
  version: z.literal(calibrationVersion),
  at: z.iso.datetime(),
  commit: z.string(),
  suite: z.string(),
  setting: z.strictObject({
    alpha: share,
    margin: z.number().nonnegative(),
    budgetSeconds: z.number().positive(),
    slots: z.int().positive(),
  }),
  /** Seeds that were trained of each comparison. */
  seeds: z.int().positive(),
  /** Cells that were trained for it or found in the ledger, mutants' among them. */
  runs: count,
  hardware: z.string(),
  scenarios: z.array(scenarioSchema),
  /** Standard deviation between seeds, and duration, of each comparison. */
  noise: z.array(
    z.strictObject({
      comparison: z.string(),
      deviation: z.number().nonnegative().nullable(),
      seconds: z.number().nonnegative(),
      completed: count,
    }),
  ),
});

export type Calibration = z.infer<typeof calibrationSchema>;
export type CalibratedScenario = z.infer<typeof scenarioSchema>;
