import { type CalibratedScenario, type Calibration, isMute } from "qat-gate/calibration";
import { textTable } from "../text-table.ts";

/** A calibration in the terminal: how often the gate alarms on each kind of change, and how noisy comparisons are. */
export function calibrationTable({ scenarios, noise, setting, seeds, runs }: Calibration): string {
  const rates = textTable(
    ["change", "in", "cells", "runs", "replays", "alarms", "95 %, replays", "95 %, pools"],
    scenarios.map((scenario) => {
      const { name, comparisons, runs: own, rate } = scenario;
      return [
        changeOf(scenario),
        name,
        String(comparisons),
        String(own),
        String(rate.replays),
        percent(rate.alarms / rate.replays),
        `${percent(rate.low)} to ${percent(rate.high)}`,
        `${percent(rate.overPools.low)} to ${percent(rate.overPools.high)}`,
      ];
    }),
  );
  const byMethod = scenarios.flatMap(({ kind, name, rate: { methods } }) =>
    methods.length === 0
      ? []
      : [
          `${kind}, ${name}: ${methods.map((each) => `${each.method} ${percent(each.alarms / each.replays)}`).join(", ")}`,
        ],
  );
  const mute = scenarios.filter(isMute).map((scenario) => `${changeOf(scenario)} in ${scenario.name}`);
  const spreads = textTable(
    ["comparison", "completed", "deviation", "seconds"],
    noise.map(({ comparison, completed, deviation, seconds }) => [
      comparison,
      String(completed),
      deviation === null ? "-" : deviation.toFixed(2),
      seconds.toFixed(1),
    ]),
  );
  const { alpha, margin, budgetSeconds, slots } = setting;
  return [
    `gate at alpha ${alpha}, margin ${margin}, ${budgetSeconds / 60} minutes of training, ${slots} cells at once; ${seeds} seeds, ${runs} cells trained`,
    rates,
    ...(mute.length === 0
      ? []
      : [`no verdict, for the time has no two seeds of each (a longer --budget has): ${mute.join(", ")}`]),
    ...(byMethod.length === 0 ? [] : [byMethod.join("\n")]),
    spreads,
  ].join("\n\n");
}

/** `unchanged`, `shift -1`, `mutant -1.84`. */
function changeOf({ kind, shift, effect }: CalibratedScenario): string {
  if (kind === "shift") return `shift -${shift}`;
  return effect === null ? kind : `${kind} ${effect.toFixed(2)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
