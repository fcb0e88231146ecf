import { schedule } from "qat-core";
import { expect, test } from "vitest";

const { constant, cosine, geometric, linear, steps, warmUp, within } = schedule;

test.each([
  [
    "constant",
    constant(3),
    [
      [0, 3],
      [1, 3],
    ],
  ],
  [
    "linear",
    linear(1, 3),
    [
      [0, 1],
      [0.25, 1.5],
      [1, 3],
    ],
  ],
  // 1/2 (1 + cos(pi / 3)) = 3/4 of the way from the end
  [
    "cosine",
    cosine(4),
    [
      [0, 4],
      [1 / 3, 3],
      [0.5, 2],
      [1, 0],
    ],
  ],
  [
    "cosine to 2",
    cosine(4, 2),
    [
      [0, 4],
      [1 / 3, 3.5],
      [1, 2],
    ],
  ],
  [
    "steps",
    steps(1, 0.1, [0.4, 0.75]),
    [
      [0, 1],
      [0.399, 1],
      [0.4, 0.1],
      [0.75, 0.01],
      [1, 0.01],
    ],
  ],
  [
    "geometric",
    geometric(1, 16),
    [
      [0, 1],
      [0.25, 2],
      [0.5, 4],
      [1, 16],
    ],
  ],
  [
    "warm-up",
    warmUp(0.2, linear(10, 0)),
    [
      [0, 0],
      [0.1, 5],
      [0.2, 10],
      [0.6, 5],
      [1, 0],
    ],
  ],
  [
    "no warm-up",
    warmUp(0, linear(10, 0)),
    [
      [0, 10],
      [0.5, 5],
    ],
  ],
  [
    "within nothing",
    within(0.5, 0.5, linear(0, 1)),
    [
      [0.4, 0],
      [0.5, 1],
    ],
  ],
  [
    "within",
    within(0.25, 0.75, linear(0, 1)),
    [
      [0, 0],
      [0.25, 0],
      [0.5, 0.5],
      [0.75, 1],
      [1, 1],
    ],
  ],
] as const)("%s", (_, curve, points) => {
  for (const [progress, value] of points) expect(curve(progress)).toBeCloseTo(value, 12);
});
