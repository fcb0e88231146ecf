import { describe, expect, it } from "vitest";
import { drawWindows } from "../src/data/crop-and-flip.ts";

describe("drawWindows", () => {
  it("follows the seed", () => {
    const windows = drawWindows(128, { padding: 4 }, 7);
    expect(drawWindows(128, { padding: 4 }, 7)).toEqual(windows);
    expect(drawWindows(128, { padding: 4 }, 8)).not.toEqual(windows);
    expect(drawWindows(128, { padding: 4 }, 2 ** 32 - 1)).not.toEqual(windows);
  });

  it("gives every place and side the same chance, independently", () => {
    const windows = drawWindows(16_200, { padding: 4 }, 1);
    const counts = new Map<string, number>();
    for (const { down, right, mirrored } of windows) {
      const window = `${down} ${right} ${mirrored}`;
      counts.set(window, (counts.get(window) ?? 0) + 1);
    }
    // 9 x 9 places and two sides, 100 each; five standard deviations are 50.
    expect(counts.size).toBe(162);
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(50);
    expect(Math.max(...windows.map(({ down }) => Math.abs(down)))).toBe(4);
  });

  it("leaves images where they are without padding, and still mirrors half of them", () => {
    const windows = drawWindows(1000, { padding: 0 }, 1);
    for (const { down, right } of windows) expect([down, right]).toEqual([0, 0]);
    // Five standard deviations are 79.
    expect(Math.abs(windows.filter(({ mirrored }) => mirrored).length - 500)).toBeLessThan(79);
  });
});
