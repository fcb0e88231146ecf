import type { CellRecord, Ledger } from "qat-ledger";
import {
  type Execution,
  type ExecutionEvent,
  execute,
  hardware,
  type Plan,
  type PlannedCell,
  planSuite,
  type Suite,
  type Workspace,
} from "qat-runner";
import { standardDeviation } from "qat-stats";
import { withMoreSeeds } from "../matrix/more-seeds.ts";
import type { Repository } from "../sides/repository.ts";
import { openCommit, openSources, type Sources } from "../sides/side.ts";
import { applyMutant, checkMutant } from "./apply-mutant.ts";
import { type CalibratedScenario, type Calibration, calibrationVersion } from "./calibration.ts";
import { chooseMutants, findMutants, type Mutant } from "./mutants.ts";
import type { Pool } from "./pool.ts";
import { type Alike, groupAlike, outcomesOf, poolOf } from "./pools-of.ts";
import { rateOf } from "./rate.ts";
import type { Setting } from "./replay.ts";
import { type MutantRuns, type Scenario, scenariosOf } from "./scenarios.ts";

export interface CalibrateOptions {
  readonly repository: Repository;
  readonly workspace: Workspace;
  /** What the checkout's files are: a calibration measures a commit. */
  readonly commit: string;
  readonly suite: Suite;
  /** Seeds of each comparison, at least two. */
  readonly seeds: number;
  /** Of those, the seeds that are also trained under each mutant, at least two. */
  readonly mutantSeeds: number;
  /** The mutants by name; all where it is empty. */
  readonly mutants: readonly string[];
  readonly setting: Setting;
  /** Gates to play of each scenario. */
  readonly replays: number;
  readonly ledger: Ledger;
  readonly slots: Execution["slots"];
  readonly signal: AbortSignal;
  say(text: string): void;
  /** Told before the cells of a plan are trained; returns what is told of them. */
  onTraining(title: string, plan: Plan): { onEvent(event: ExecutionEvent): void; end(): void };
}

/**
 * Measures what the gate does on this machine: trains many seeds of a suite's cells, as they are and under each mutant, and
 * replays the gate on them.
 * @returns null where it was interrupted; what was trained stays in the ledger
 * @throws {InputError} for a mutant that does not apply
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibration | null> {
  const { workspace, commit, suite, seeds, mutantSeeds, setting, replays, signal, say } = options;
  const mutants = chooseMutants(await findMutants(workspace.root), options.mutants);
  for (const mutant of mutants) await checkMutant(workspace.root, mutant);
  const sources = await openSources(workspace);
  const plan = await planSuite(workspace, withMoreSeeds(suite, seeds), sources.definitions);
  const records = await train(options, `${suite.name} with ${seeds} seeds`, sources, plan);
  const pools = new Map<Alike, Pool>();
  const methods = new Map<string, Pool[]>();
  for (const [alike, cells] of groupAlike(plan.cells)) {
    if (outcomesOf(cells, records) === null) return null;
    const pool = poolOf(cells as [PlannedCell, ...PlannedCell[]], records, sources.definitions);
    pools.set(alike, pool);
    const method = cells[0]?.cell.variant.split("/")[0] ?? "";
    methods.set(method, [...(methods.get(method) ?? []), pool]);
  }
  const ofMutants: MutantRuns[] = [];
  for (const mutant of mutants) {
    const runs = await trainMutant(options, mutant, plan, pools, mutantSeeds);
    if (runs === null) return null;
    ofMutants.push(runs);
  }
  const scenarios: CalibratedScenario[] = [];
  const planned = scenariosOf(
    [...methods].map(([method, own]) => ({ method, pools: own })),
    ofMutants,
  );
  for (const [i, scenario] of planned.entries()) {
    if (signal.aborted) return null;
    say(`replaying ${i + 1} of ${planned.length}: ${scenario.kind}, ${scenario.name}`);
    scenarios.push(await measured(scenario, setting, replays, i));
  }
  return {
    version: calibrationVersion,
    at: new Date().toISOString(),
    commit,
    suite: suite.name,
    setting,
    seeds,
    runs: [...pools.values(), ...ofMutants.flatMap(({ runs }) => [...runs.keys()])].reduce(
      (sum, { runs }) => sum + runs.length,
      0,
    ),
    hardware: `${hardware().cpu}, ${hardware().cores} cores`,
    scenarios,
    noise: [...pools.values()].map(noiseOf),
  };
}

async function train(
  { ledger, slots, signal, onTraining }: CalibrateOptions,
  title: string,
  { workspace, provenance }: Sources,
  plan: Plan,
): Promise<Map<string, CellRecord>> {
  const { onEvent, end } = onTraining(title, plan);
  try {
    return await execute({ workspace, plan, ledger, provenance, slots, signal, onEvent });
  } finally {
    end();
  }
}

/** What a mutant's cells end as, of those comparisons whose keys it changes; null where training was interrupted. */
async function trainMutant(
  options: CalibrateOptions,
  mutant: Mutant,
  unharmed: Plan,
  pools: ReadonlyMap<Alike, Pool>,
  seeds: number,
): Promise<MutantRuns | null> {
  const { repository, workspace, commit, suite, say, signal } = options;
  const prepare = (root: string) => applyMutant(root, mutant);
  const sources = await openCommit(repository, workspace, commit, say, signal, prepare);
  try {
    const plan = await planSuite(sources.workspace, withMoreSeeds(suite, seeds), sources.definitions);
    const known = new Set(unharmed.cells.map(({ key }) => key));
    const touched = plan.cells.filter(({ key }) => !known.has(key));
    const needed = new Set(touched.map(({ needs }) => needs));
    const cells = plan.cells.filter((planned) => touched.includes(planned) || needed.has(planned.key));
    const records = await train(options, `mutant ${mutant.name}`, sources, { ...plan, cells });
    const runs = new Map<Pool, NonNullable<ReturnType<typeof outcomesOf>>>();
    for (const [alike, own] of groupAlike(touched)) {
      const outcomes = outcomesOf(own, records);
      const pool = pools.get(alike);
      if (outcomes === null) return null;
      if (pool) runs.set({ ...pool, runs: pool.runs.slice(0, seeds) }, outcomes);
    }
    return { mutant, runs };
  } finally {
    await sources.remove();
  }
}

async function measured(
  { kind, name, description, shift, effect, changes }: Scenario,
  setting: Setting,
  replays: number,
  seed: number,
): Promise<CalibratedScenario> {
  const { share, overPools, alarms, cells, methods } = await rateOf(changes, setting, replays, seed);
  const used = new Set(changes.flatMap(({ pools }) => pools));
  const ofBase = [...used].reduce((sum, { runs }) => sum + runs.length, 0);
  return {
    kind,
    name,
    description,
    shift,
    effect,
    comparisons: changes[0].pools.length,
    runs: kind === "mutant" ? 2 * ofBase : ofBase,
    rate: { replays, alarms, low: share.low, high: share.high, overPools, cells, methods: [...methods] },
  };
}

function noiseOf({ comparison, runs, seconds }: Pool): Calibration["noise"][number] {
  const scores = runs.flatMap((run) => (run.status === "completed" ? [run.score] : []));
  const deviation = scores.length < 2 ? null : standardDeviation(scores);
  return { comparison: comparison.id, deviation, seconds, completed: scores.length };
}
