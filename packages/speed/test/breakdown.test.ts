import { describe, expect, test } from "vitest";
import { breakdown } from "../src/breakdown.ts";
import { PARTS, partOf } from "../src/parts.ts";
import type { Span } from "../src/spans.ts";

const span = (kind: Span["kind"], name: string, start: number, end: number): Span => ({ kind, name, start, end });
const sumOf = (parts: Readonly<Record<string, number>>) => Object.values(parts).reduce((a, b) => a + b, 0);

/** One step of 100 ms, as it ends: inner spans before those around them. */
const step = [
  span("kernel", "Identity", 1, 2),
  span("data", "batch", 0, 5),
  span("kernel", "Round", 11, 12),
  span("method", "view", 10, 14),
  // A convolution's gradient that transposes and convolves: all of it is convolution.
  span("kernel", "Transpose", 21, 24),
  span("kernel", "Conv2D", 24, 34),
  span("kernel", "Conv2DBackpropFilter", 20, 35),
  span("kernel", "Relu", 40, 43),
  span("method", "pullback", 50, 51),
  span("kernel", "Multiply", 61, 63),
  span("kernel", "Exp", 66, 67),
  span("method", "rates", 65, 68),
  span("optimizer", "optimizer", 60, 70),
  span("step", "step", 0, 100),
];

describe("every moment of a step belongs to one part", () => {
  const { parts, milliseconds } = breakdown(step);

  test("the parts of a step, by hand", () => {
    expect(parts).toEqual({
      ...Object.fromEntries(PARTS.map((part) => [part, 0])),
      data: 5,
      convolution: 15,
      elementwise: 3,
      // view 4, pullback 1, rates 3
      method: 8,
      // 10, without rates
      optimizer: 7,
      // 100 - 5 - 15 - 3 - 8 - 7
      dispatch: 62,
    });
  });

  test("they sum up to the step", () => {
    expect(milliseconds).toBe(100);
    expect(sumOf(parts)).toBe(100);
  });
});

test("kernels are counted by name, in whatever phase, each without those that it calls", () => {
  const { kernels } = breakdown(step);
  expect(kernels).toEqual([
    { kernel: "Conv2D", calls: 1, milliseconds: 10 },
    { kernel: "Relu", calls: 1, milliseconds: 3 },
    { kernel: "Transpose", calls: 1, milliseconds: 3 },
    { kernel: "Conv2DBackpropFilter", calls: 1, milliseconds: 2 },
    { kernel: "Multiply", calls: 1, milliseconds: 2 },
    { kernel: "Exp", calls: 1, milliseconds: 1 },
    { kernel: "Identity", calls: 1, milliseconds: 1 },
    { kernel: "Round", calls: 1, milliseconds: 1 },
  ]);
});

test("several steps are averaged", () => {
  const later = [span("kernel", "Relu", 205, 215), span("kernel", "Relu", 220, 221), span("step", "step", 200, 250)];
  const { parts, milliseconds, kernels } = breakdown([...step, ...later]);
  expect(milliseconds).toBe(75);
  expect(parts.elementwise).toBe((3 + 11) / 2);
  expect(parts.dispatch).toBe((62 + 39) / 2);
  expect(kernels[0]).toEqual({ kernel: "Relu", calls: 1.5, milliseconds: 7 });
  expect(sumOf(parts)).toBe(75);
});

test("a kernel that calls itself is timed once, and counted twice", () => {
  const nested = [span("kernel", "Sum", 2, 5), span("kernel", "Sum", 1, 9), span("step", "step", 0, 10)];
  const { parts, kernels } = breakdown(nested);
  expect(parts).toMatchObject({ reduction: 8, dispatch: 2 });
  expect(kernels).toEqual([{ kernel: "Sum", calls: 2, milliseconds: 8 }]);
});

test("no step has no parts", () => {
  expect(breakdown([])).toMatchObject({ milliseconds: 0, kernels: [] });
});

test("kernels know their parts, the suite's own among them; a new one is other", () => {
  expect(
    ["Conv2DBackpropInput", "FusedBatchNormGradV3", "ReluGrad", "_FusedMatMul", "MaxPoolGrad"].map(partOf),
  ).toEqual(["convolution", "normalisation", "elementwise", "matmul", "pooling"]);
  expect(partOf("SomethingNew")).toBe("other");
});
