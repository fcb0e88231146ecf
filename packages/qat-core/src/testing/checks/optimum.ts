import * as tf from "@tensorflow/tfjs-core";
import { philoxUniform } from "qat-ops";
import type { ExportedTensor } from "../../export.ts";
import { nearest } from "../../grid/codebook.ts";
import { sgd } from "../../optimizer/sgd.ts";
import { unpackCodes } from "../../packed-codes.ts";
import { cosine } from "../../schedule.ts";
import { startTraining } from "../../training/training.ts";
import type { Check } from "../check.ts";
import type { Subject } from "../subject.ts";

const shape = [16, 16];
const count = 256;
const steps = 120;

/**
 * min over w of |w - t|^2 / 2 with t on the grid, as it fits uniform numbers; a gap is the mean distance between its
 * levels. A quarter of the latents start 0.8 gaps from t, towards zero, and so at the wrong level.
 */
export const endsAtTheOptimum: Check = {
  name: "ends next to the optimum's level on a parabola",
  async run(subject) {
    const { target, gap } = targetOf(subject);
    const noise = philoxUniform(count, [2, 0]);
    const start = target.map((t, i) => t + gap * ((noise[i] ?? 0) / 10 - (i % 4 === 0 ? 0.8 * Math.sign(t || 1) : 0)));
    const [optimum, initial] = [tf.tensor(target, shape), tf.tensor(start, shape)];
    const training = startTraining({
      ...subject,
      network: {
        parameters: [{ name: "w", role: "weight", shape, quantized: true, initialise: () => tf.zeros(shape) }],
        activations: [],
        forward: (_, scope) => scope.parameter("w"),
      },
      initial: new Map([["w", initial]]),
      optimizer: sgd(),
      weightDecay: { weight: 0, bias: 0, norm: 0 },
      rate: cosine(0.1),
      steps,
      seed: 1,
      loss: (w, t) => tf.mul<tf.Scalar>(tf.sum(tf.squaredDifference(w, t)), 0.5),
    });
    for (let step = 0; step < steps; step++) training.advance(optimum, optimum).dispose();
    const [exported] = (await training.export()).tensors;
    training.dispose();
    tf.dispose([optimum, initial]);
    const distances = valuesOf(exported as ExportedTensor).map((w, i) => Math.abs(w - (target[i] as number)) / gap);
    const worst = Math.max(...distances);
    const elsewhere = distances.filter((distance) => distance > 0.5).length / count;
    if (worst > 1.25 || elsewhere > 0.05) {
      throw new Error(
        `${(100 * elsewhere).toFixed(1)} % of the weights ended at another level than the optimum's, the worst ` +
          `${worst.toFixed(2)} gaps away; allowed are 5 %, and 1.25 gaps`,
      );
    }
  },
};

function targetOf({ grid }: Subject): { target: number[]; gap: number } {
  const draws = Array.from(philoxUniform(count, [1, 0]));
  if (!Number.isFinite(grid.levels)) return { target: draws, gap: 0.1 };
  return tf.tidy(() => {
    const latent = tf.tensor(
      draws.map((x) => (x * grid.levels) / 20),
      shape,
    );
    const codebook = grid.fit(latent);
    const levels = codebook.shape[1];
    const span = (row: readonly number[]) => (row.at(-1) ?? 0) - (row[0] ?? 0);
    const spans = codebook.arraySync().map(span);
    const gap = spans.reduce((sum, each) => sum + each, 0) / spans.length / (levels - 1);
    return { target: Array.from(nearest(latent, codebook).dataSync()), gap };
  });
}

function valuesOf(tensor: ExportedTensor): number[] {
  if (tensor.kind === "float") return Array.from(tensor.values);
  const { levels } = tensor.codes;
  const rows = tensor.codebook.length / levels;
  return Array.from(unpackCodes(tensor.codes), (code, i) => tensor.codebook[(i % rows) * levels + code] ?? Number.NaN);
}
