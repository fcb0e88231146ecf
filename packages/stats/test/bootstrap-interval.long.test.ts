import { expect, test } from "vitest";
import { bootstrapInterval, tInterval } from "../src/index.ts";
import { normals } from "./normals.ts";
import { fourErrors, sample } from "./samples.ts";

const repeats = 4_000;

/** How often both intervals at 95 % hold the mean, and how wide one is against the other on average. */
function measure(count: number, draw: () => number, mean: number) {
  let [bootstrapHeld, studentHeld, width] = [0, 0, 0];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const values = sample(count, draw);
    const bootstrap = bootstrapInterval(values, 0.95, repeat);
    const student = tInterval(values, 0.95);
    if (bootstrap === null) throw new Error(`no interval of ${values}`);
    if (bootstrap.low < mean && mean < bootstrap.high) bootstrapHeld += 1;
    if (student.low < mean && mean < student.high) studentHeld += 1;
    width += (bootstrap.high - bootstrap.low) / (student.high - student.low);
  }
  return { bootstrap: bootstrapHeld / repeats, student: studentHeld / repeats, width: width / repeats };
}

test.each([
  [5, 1.6],
  [10, 1.1],
  [20, 1],
])("of %d normal values it holds the mean as often as it says, %d times as wide as Student's", (count, width) => {
  const measured = measure(count, normals(count), 0);
  expect(Math.abs(measured.bootstrap - 0.95)).toBeLessThan(fourErrors(0.95, repeats));
  expect(measured.width).toBeCloseTo(width, 1);
});

test("of 10 values with a long tail it holds the mean in 91 % of samples, Student's in 85 %", () => {
  const draw = normals(3);
  const measured = measure(10, () => Math.exp(draw()), Math.exp(0.5));
  expect(Math.abs(measured.bootstrap - 0.91)).toBeLessThan(fourErrors(0.91, repeats));
  expect(Math.abs(measured.student - 0.85)).toBeLessThan(fourErrors(0.85, repeats));
});
