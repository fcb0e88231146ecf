import * as tf from "@tensorflow/tfjs-core";
import { staircases, staircasesComposed } from "qat-ops";
import { expect, type TestContext, test } from "vitest";
import { onBackend, weyl } from "./reference-backend.ts";

/** The tests of `staircases`, on the engine that this process has opened. */
export function describeStaircases(backend: string, before: (context: TestContext) => void): void {
  const values = async (output: tf.Tensor) => Array.from(await output.data());
  const scalars = (list: readonly number[]) => list.map((value) => tf.scalar(value));

  test("staircases by hand: a threshold is reached by what equals it, unless it is strict", async (context) => {
    before(context);
    const x = tf.tensor1d([-9, -1, -0.5, 0, 1, 2, 9]);
    const thresholds = { at: scalars([-1, 0, 2]), strict: (k: number) => k === 2 };
    const [codes, levels] = staircases(x, thresholds, [scalars([0, 1, 2, 3]), scalars([7, -1.5, 0.25, -8])]);
    expect(await values(codes as tf.Tensor)).toEqual([0, 1, 1, 2, 2, 2, 3]);
    expect(await values(levels as tf.Tensor)).toEqual([7, -1.5, -1.5, 0.25, 0.25, 0.25, -8]);
  });

  test("what is not a number reaches nothing, and infinity all", async (context) => {
    before(context);
    const x = tf.tensor1d([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    const [y] = staircases(x, { at: scalars([0, 1]) }, [scalars([5, 6, 7])]);
    expect(await values(y as tf.Tensor)).toEqual([5, 7, 5]);
  });

  for (const [shape, steps, byChannel] of [
    [[1], 1, false],
    [[3, 3, 5, 7], 3, false],
    [[3, 3, 5, 7], 3, true],
    [[1, 3], 15, true],
    [[37], 15, false],
    [[0, 3], 2, false],
  ] as const) {
    const per = byChannel ? "a channel" : "a tensor";
    test(`staircases have the bits of the composed reference: [${shape}], ${steps} thresholds ${per}`, async (context) => {
      before(context);
      const width = byChannel ? [shape.at(-1) as number] : [];
      const rising = (k: number) => {
        const { values: drawn } = weyl(width, 0.2 * k);
        return { shape: width, values: Array.from(drawn, (v) => -0.9 + (1.8 * (k + 0.4 * v)) / steps) };
      };
      const thresholds = Array.from({ length: steps }, (_, k) => rising(k));
      const levels = Array.from({ length: 2 * (steps + 1) }, (_, k) => weyl(width, 0.07 * k));
      const strict = Array.from({ length: steps }, (_, k) => k % 2 === 1);
      const split = (rest: tf.Tensor[]) =>
        [rest.slice(0, steps), [rest.slice(steps, 2 * steps + 1), rest.slice(2 * steps + 1)]] as const;
      const own = (x: tf.Tensor, ...rest: tf.Tensor[]) =>
        tf.tidy(() => {
          const [at, functions] = split(rest);
          return tf.stack(staircases(x, { at, strict: (k) => strict[k] as boolean }, functions));
        });
      const composed = (x: tf.Tensor, ...rest: tf.Tensor[]) =>
        tf.tidy(() => tf.stack(staircasesComposed(x, ...split(rest), strict)));
      const inputs = [weyl(shape), ...thresholds, ...levels];
      const actual = await onBackend(backend, inputs, own);
      expect(actual).toEqual(await onBackend("cpu", inputs, composed));
      expect(new Set(actual.values).size).toBeGreaterThan(Math.min(steps, actual.values.length / 2 - 1));
    });
  }

  test("staircases refuse values that are not one more than the thresholds, and no threshold at all", (context) => {
    before(context);
    const x = tf.tensor1d([1]);
    expect(() => staircases(x, { at: scalars([0]) }, [scalars([1])])).toThrow(/got 1 thresholds and 1 values/);
    expect(() => staircases(x, { at: [] }, [scalars([1])])).toThrow(/one threshold or more/);
  });
}
