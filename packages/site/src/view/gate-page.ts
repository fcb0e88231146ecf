import { type CalibratedScenario, type Calibration, isMute } from "qat-gate/calibration";
import { formatNumber, formatSeconds, formatTime, plural } from "qat-report/parts";
import { type CommitView, viewCommit } from "./context.ts";

/** The gate's error rates, as a calibration measured them. */
export interface GatePageView {
  /** Why there are no figures; null where there are. */
  readonly missing: string | null;
  readonly measured: MeasuredGate | null;
}

export interface MeasuredGate {
  readonly commit: CommitView;
  readonly at: string;
  /** What the gate was set to, and what was trained for it. */
  readonly setting: string;
  readonly scenarios: readonly ScenarioView[];
  readonly noise: readonly {
    readonly comparison: string;
    readonly completed: string;
    readonly deviation: string;
    readonly seconds: string;
  }[];
}

/** How often the gate alarms on one kind of change. */
export interface ScenarioView {
  readonly change: string;
  readonly where: string;
  /** `parq 99.2 %, ptq 40.0 %`, where it was one method after the other. */
  readonly methods: string;
  readonly description: string;
  readonly comparisons: string;
  readonly runs: string;
  readonly replays: string;
  readonly alarms: string;
  readonly percent: number;
  /** Why no gate could alarm; empty where gates could. */
  readonly mute: string;
  readonly interval: string;
  readonly overPools: string;
  readonly cells: string;
}

/** @param calibration null where none was run */
export function viewGatePage(
  calibration: Calibration | { readonly unreadable: string } | null,
  repository: string | null,
): GatePageView {
  if (calibration === null) return { missing: "No calibration was run yet.", measured: null };
  if ("unreadable" in calibration) {
    return { missing: `The calibration cannot be read: ${calibration.unreadable}`, measured: null };
  }
  const { commit, at, setting, suite, seeds, runs, hardware, scenarios, noise } = calibration;
  return {
    missing: null,
    measured: {
      commit: viewCommit({ commit, dirty: false }, repository),
      at: formatTime(at),
      setting: `Suite ${suite}, alpha ${setting.alpha}, margin ${formatNumber(setting.margin)}, ${formatSeconds(setting.budgetSeconds)} of training, ${plural(setting.slots, "cell")} at once; ${plural(seeds, "seed")} of each comparison, ${plural(runs, "cell")} trained on ${hardware}.`,
      scenarios: scenarios.map(viewScenario),
      noise: noise.map(({ comparison, completed, deviation, seconds }) => ({
        comparison,
        completed: String(completed),
        deviation: deviation === null ? "\u2013" : formatNumber(deviation),
        seconds: formatSeconds(seconds),
      })),
    },
  };
}

function viewScenario({
  kind,
  name,
  description,
  shift,
  effect,
  comparisons,
  runs,
  rate,
}: CalibratedScenario): ScenarioView {
  const size = kind === "shift" ? shift : effect;
  const share = rate.replays === 0 ? 0 : rate.alarms / rate.replays;
  return {
    change: size === null ? kind : `${kind}, ${formatNumber(kind === "shift" ? -size : size)} points`,
    where: name,
    methods: rate.methods.map(({ method, alarms, replays }) => `${method} ${percentOf(alarms / replays)}`).join(", "),
    description,
    comparisons: String(comparisons),
    runs: String(runs),
    replays: String(rate.replays),
    alarms: percentOf(share),
    percent: Math.round(100 * share),
    mute: isMute({ comparisons, rate }) ? "no two seeds of each within the time: no verdict" : "",
    interval: `${percentOf(rate.low)} to ${percentOf(rate.high)}`,
    overPools: `${percentOf(rate.overPools.low)} to ${percentOf(rate.overPools.high)}`,
    cells: formatNumber(rate.cells),
  };
}

function percentOf(share: number): string {
  return `${(100 * share).toFixed(1)}\u00a0%`;
}
