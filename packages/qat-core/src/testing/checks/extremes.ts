import { philoxUniform } from "qat-ops";
import type { Check } from "../check.ts";
import { expectFinite, numbered } from "../snapshot.ts";
import type { Subject } from "../subject.ts";
import { type Start, trainTensors } from "../tensors.ts";

const spread = Array.from(philoxUniform(24, [3, 3]));
const kernel = (values: readonly number[]): Start => ({ shape: [6, 4], values });

export const survivesZeros = survives("weights that are all 0", [kernel(spread.map(() => 0))], () => 0.1);
export const survivesConstants = survives("weights that are all the same", [kernel(spread.map(() => 0.3))]);
export const survivesSingles = survives("tensors of one weight", [
  { shape: [1], values: [0.4] },
  { shape: [1, 1], values: [-0.7] },
]);
export const survivesLargeWeights = survives("weights of 10,000", [kernel(spread.map((x) => 1e4 * x))]);
export const survivesTinyWeights = survives("weights of a millionth", [kernel(spread.map((x) => 1e-6 * x))]);
export const survivesOutliers = survives("one weight a thousand times as large as the others", [
  kernel(spread.map((x, i) => (i === 7 ? 1000 : x))),
]);

function survives(what: string, starts: readonly Start[], target?: (value: number) => number): Check {
  return {
    name: `trains and exports ${what}`,
    run: (subject) => expectSound(subject, what, starts, target),
  };
}

export const trainsOneStep: Check = {
  name: "trains a run of a single step",
  run: (subject) => expectSound(subject, "a single step", [kernel(spread)], undefined, 1),
};

async function expectSound(
  subject: Subject,
  what: string,
  starts: readonly Start[],
  target?: (value: number) => number,
  steps?: number,
): Promise<void> {
  for (const { latent, live, exported } of await trainTensors(subject, starts, target, steps)) {
    expectFinite({ latent, "live weight": live, "exported weight": exported.values }, `of ${what}`);
    expectFinite(numbered("level of codebook", exported.codebook), `of ${what}`);
  }
}

/** That training diverged is the loss's to say. Codes that stand for no level would end the cell as failed instead. */
export const keepsCodesWhenItDiverges: Check = {
  name: "keeps its codes among its levels when gradients are not numbers",
  async run(subject) {
    for (const { exported } of await trainTensors(subject, [kernel(spread)], () => Number.NaN)) {
      const levels = exported.codebook[0]?.length ?? 0;
      const wrong = exported.codes.find((code) => !Number.isInteger(code) || code < 0 || code >= levels);
      if (wrong !== undefined) throw new Error(`a code is ${wrong} after NaN gradients; expected 0 .. ${levels - 1}`);
    }
  },
};
