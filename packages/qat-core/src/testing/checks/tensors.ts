import { philoxUniform } from "qat-ops";
import type { Check } from "../check.ts";
import { exportByName } from "../exported.ts";
import { expectSame, type Snapshot } from "../snapshot.ts";
import { type Start, type Trained, trainTensors } from "../tensors.ts";

const tensor = (shape: readonly number[], seed: number): Start => ({
  shape,
  values: Array.from(
    philoxUniform(
      shape.reduce((size, length) => size * length, 1),
      [seed, 1],
    ),
  ),
});

const three = [tensor([6, 4], 1), tensor([9], 2), tensor([2, 2, 3, 3], 3)] as const;

export const takesAnyNumberOfTensors: Check = {
  name: "trains networks of one, two and five quantized tensors, of ranks 1, 2 and 4",
  async run(subject) {
    const [a, b, c] = three;
    for (const starts of [[a], [b, c], [a, b, c, b, a]]) {
      const trained = await trainTensors(subject, starts);
      if (trained.length !== starts.length)
        throw new Error(`${trained.length} of ${starts.length} tensors are exported`);
      const sizes = trained.map(({ exported }) => exported.values.length).join(", ");
      const expected = starts.map(({ values }) => values.length).join(", ");
      if (sizes !== expected) throw new Error(`tensors of ${sizes} weights are exported; expected ${expected}`);
    }
  },
};

export const takesTensorsInAnyOrder: Check = {
  name: "does to each tensor the same in whatever order they come",
  async run(subject) {
    const [a, b, c] = three;
    const forward = await trainTensors(subject, [a, b, c]);
    const backward = await trainTensors(subject, [c, b, a]);
    expectSame(byName(backward.reverse()), byName(forward), "in the opposite order");
  },
};

export const trainsTensorsApart: Check = {
  name: "does to each tensor what it does to it alone",
  async run(subject) {
    const [first] = await trainTensors(subject, three);
    const alone = await trainTensors(subject, three.slice(0, 1));
    expectSame(byName([first as Trained]), byName(alone), "among others");
  },
};

function byName(trained: readonly Trained[]): Snapshot {
  return Object.fromEntries(
    trained.flatMap(({ latent, live, exported }, i) => [
      [`latent/${i}`, latent],
      [`live/${i}`, live],
      ...Object.entries(exportByName([exported])).map(([name, values]) => [`${name}/of/${i}`, values] as const),
    ]),
  );
}
