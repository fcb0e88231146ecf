import { type Calibration, calibrationVersion } from "qat-gate/calibration";
import { describe, expect, test } from "vitest";
import { renderSite } from "../src/index.ts";
import { inputOf } from "./site-input.ts";

describe("the gate's page", () => {
  const rate = {
    ...{ replays: 200, alarms: 6, low: 0.011, high: 0.064, cells: 12.5, methods: [] },
    overPools: { low: 0, high: 0.09, pools: 100, replays: 20 },
  };
  const calibration: Calibration = {
    ...{
      version: calibrationVersion,
      at: "2026-01-05T00:00:00.000Z",
      commit: "c".repeat(40),
      suite: "pr",
      seeds: 12,
      runs: 300,
    },
    setting: { alpha: 0.05, margin: 0.5, budgetSeconds: 900, slots: 2 },
    hardware: "AMD EPYC",
    scenarios: [
      {
        kind: "unchanged" as const,
        name: "every method",
        description: "the same code",
        shift: null,
        comparisons: 8,
        runs: 96,
        effect: null,
        rate,
      },
      {
        kind: "shift" as const,
        name: "one method",
        description: "a point off",
        shift: 1,
        comparisons: 2,
        runs: 96,
        effect: null,
        rate: { ...rate, alarms: 190, methods: [{ method: "alpha", replays: 100, alarms: 92 }] },
      },
    ],
    noise: [{ comparison: "alpha w2a32", deviation: 0.31, seconds: 20, completed: 12 }],
  };
  const gatePage = async (change: Parameters<typeof inputOf>[1]) => {
    for await (const [path, text] of renderSite(inputOf({ records: new Map(), manifests: [] }, change))) {
      if (path === "gate.html") return text;
    }
    return "";
  };

  test("says that none was run, and what to run", async () => {
    expect(await gatePage({})).toContain("No calibration was run yet.");
    expect(await gatePage({})).toContain("npm run qat-bench -- gate calibrate");
    expect(await gatePage({ calibration: { unreadable: "it is no JSON" } })).toContain("it is no JSON");
  });

  test("says of which changes no gate can tell anything, for want of seeds", async () => {
    const rowsSaying = async (cells: number) => {
      const scenarios = calibration.scenarios.map((each) => ({ ...each, rate: { ...each.rate, cells } }));
      const html = await gatePage({ calibration: { ...calibration, scenarios } });
      return html.split("no two seeds of each within the time: no verdict").length - 1;
    };
    expect(await rowsSaying(4 * 8)).toBe(0);
    expect(await rowsSaying(4 * 8 - 1)).toBe(1);
    expect(await rowsSaying(4 * 2 - 1)).toBe(2);
  });

  test("shows rates with their counts and both intervals", async () => {
    const html = await gatePage({ calibration });
    expect(html).not.toContain("No calibration");
    for (const text of [
      "3.0\u00a0%",
      "1.1\u00a0% to 6.4\u00a0%",
      "0.0\u00a0% to 9.0\u00a0%",
      "<small>alpha 92.0\u00a0%</small>",
      "95.0\u00a0%",
      ">200<",
      "0.31",
    ]) {
      expect(html).toContain(text);
    }
  });
});
