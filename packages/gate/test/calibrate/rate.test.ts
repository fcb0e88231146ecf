import { drawUniforms } from "qat-stats";
import { describe, expect, test } from "vitest";
import { type Change, type Pool, rateOf, replay, type Setting } from "../../src/index.ts";
import { comparison } from "../decide/trainer.ts";

/** Two cells of five seconds at once: a quarter of an hour has 360 cells. */
const setting: Setting = { alpha: 0.05, margin: 0.5, budgetSeconds: 900, slots: 2 };

/** Twenty seeds, spread evenly over 1.6 points around 90, each pool in an order of its own. */
function pool(id: string, spread = 1.6): Pool {
  const runs = Array.from({ length: 20 }, (_, i) => {
    const place = (i * (2 * Number(id) + 1) + Number(id)) % 19;
    return { status: "completed", score: 90 + spread * (place / 18 - 0.5), weightHash: `${id} ${i}` } as const;
  });
  return { comparison: comparison(id), runs, seconds: 5 };
}

const four = ["0", "1", "2", "3"].map((id) => pool(id));
const unchanged: Change = { pools: four, paired: false };

function shifted(by: number, paired = false): Change {
  const headOf: Change["headOf"] = ({ runs }, run) => {
    const outcome = runs[run] as (typeof runs)[number];
    return outcome.status === "completed" ? { ...outcome, score: outcome.score + by } : outcome;
  };
  return { pools: four, headOf, paired };
}

describe("one replay", () => {
  test("trains both sides of each seed, within the budget", async () => {
    const noisy = { pools: ["0", "1"].map((id) => pool(id, 40)), paired: false };
    // 900 s of two cells at once: 36 seeds of two comparisons' bases and heads at 12.5 s; the gate asks for 24 at most.
    const { cells } = await replay(noisy, setting, drawUniforms("a test", 1));
    expect(cells).toBe(2 * 2 * 24);
    const slow = { ...noisy, pools: noisy.pools.map((each) => ({ ...each, seconds: 75 })) };
    expect((await replay(slow, setting, drawUniforms("a test", 1))).cells).toBe(2 * 2 * 6);
  });

  test.each([
    ["one seed", 45, 4 * 2 * 1],
    ["no seed", 39, 0],
  ])("a budget that affords %s says nothing, however much is lost", async (_, budgetSeconds, cells) => {
    // A seed of four comparisons on both sides is 40 s of one slot.
    const played = await replay(shifted(-20, true), { ...setting, budgetSeconds, slots: 1 }, drawUniforms("a test", 1));
    expect(played).toEqual({ alarms: false, cells });
  });

  test("pairs seeds where the change says so: a shift of all scores then has no noise at all", async () => {
    const played = await replay(shifted(-0.6, true), setting, drawUniforms("a test", 1));
    // Decided at the first look, after a quarter of 24 seeds.
    expect(played).toEqual({ alarms: true, cells: 4 * 2 * 6 });
  });

  test("alarms where head does not complete", async () => {
    const headOf = () => ({ status: "diverged", reason: "loss is NaN" }) as const;
    const played = await replay({ pools: four, headOf, paired: true }, setting, drawUniforms("a test", 1));
    expect(played.alarms).toBe(true);
  });

  test("an improvement is no alarm", async () => {
    expect((await replay(shifted(3), setting, drawUniforms("a test", 1))).alarms).toBe(false);
  });
});

describe("rates", () => {
  test("where nothing changed at most 5 % alarm", async () => {
    const rate = await rateOf([unchanged], setting, 500, 1);
    expect(rate.replays).toBe(500);
    expect(rate.share.estimate).toBe(rate.alarms / 500);
    expect(rate.share.low).toBeLessThan(0.05);
    expect(rate.overPools.high).toBeLessThan(0.08);
  });

  test("a point in one method of four is caught", async () => {
    const rate = await rateOf([shifted(-1)], setting, 200, 1);
    expect(rate.share.low).toBeGreaterThan(0.9);
    expect(rate.overPools.low).toBeGreaterThan(0.9);
  });

  test("a shift well within the noise of few seeds is not, and no one is told that it is", async () => {
    const short = { ...setting, budgetSeconds: 60 };
    expect((await rateOf([shifted(-0.2)], short, 200, 1)).share.high).toBeLessThan(0.2);
  });

  test("changes take turns", async () => {
    const failing: Change = { pools: four, headOf: () => ({ status: "failed", reason: "no" }), paired: true };
    const rate = await rateOf(
      [
        { ...failing, method: "parq" },
        { ...shifted(3), method: "ste" },
      ],
      setting,
      200,
      1,
    );
    expect(rate.alarms).toBe(100);
    expect(rate.methods).toEqual([
      { method: "parq", replays: 100, alarms: 100 },
      { method: "ste", replays: 100, alarms: 0 },
    ]);
    expect((await rateOf([{ ...failing, method: "parq" }], setting, 100, 1)).methods).toEqual([]);
  });

  test("one seed, one figure", async () => {
    expect(await rateOf([unchanged], setting, 100, 7)).toEqual(await rateOf([unchanged], setting, 100, 7));
  });
});
