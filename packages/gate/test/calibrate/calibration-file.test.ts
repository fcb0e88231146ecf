import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Calibration, calibrationVersion, readCalibration, writeCalibration } from "../../src/calibration.ts";

const folder = mkdtempSync(join(tmpdir(), "calibration-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "reports/gate-calibration.json");

const calibration: Calibration = {
  version: calibrationVersion,
  at: "2026-01-02T03:04:05.000Z",
  commit: "0123456789abcdef0123456789abcdef01234567",
  suite: "pr",
  setting: { alpha: 0.05, margin: 0.5, budgetSeconds: 900, slots: 2 },
  seeds: 24,
  runs: 744,
  hardware: "a processor, 2 cores",
  scenarios: [
    {
      kind: "unchanged",
      name: "one method",
      description: "The same code with other seeds.",
      shift: null,
      effect: null,
      comparisons: 4,
      runs: 720,
      rate: {
        replays: 2000,
        alarms: 31,
        low: 0.0106,
        high: 0.0219,
        overPools: { low: 0.005, high: 0.03, pools: 100, replays: 200 },
        cells: 180.5,
        methods: [
          { method: "parq", replays: 1000, alarms: 11 },
          { method: "ste", replays: 1000, alarms: 20 },
        ],
      },
    },
  ],
  noise: [{ comparison: "ste lenet5-mnist w1a32 native", deviation: 0.4, seconds: 5.2, completed: 24 }],
};

test("what was written is read, and nothing else lies there", async () => {
  expect(await readCalibration(path)).toBeNull();
  await writeCalibration(path, calibration);
  expect(await readCalibration(path)).toEqual(calibration);
  expect(readdirSync(join(folder, "reports"))).toEqual(["gate-calibration.json"]);
});

test.each([
  ["no JSON", "{", "it is no JSON"],
  ["another version", JSON.stringify({ ...calibration, version: calibrationVersion + 1 }), "version"],
  ["a share above 1", JSON.stringify({ ...calibration, setting: { ...calibration.setting, alpha: 5 } }), "alpha"],
])("%s is said, and left as it is", async (_, text, reason) => {
  writeFileSync(path, text);
  expect(await readCalibration(path)).toEqual({ unreadable: expect.stringContaining(reason) });
  expect(readFileSync(path, "utf8")).toBe(text);
});

test("what is no calibration is not written", async () => {
  const other = join(folder, "other.json");
  await expect(writeCalibration(other, { ...calibration, seeds: 0 })).rejects.toThrow();
  expect(await readCalibration(other)).toBeNull();
});
