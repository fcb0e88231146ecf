import * as tf from "@tensorflow/tfjs-core";
import { type ActivationQuantizer, adam, adamW, hashOf, type Network, sgd, startTraining } from "qat-core";
import { openEngine } from "qat-engine";
import { philoxUniform } from "qat-ops";
import { expect, test } from "vitest";
import { expectClose } from "../src/testing/values.ts";
import { identityNetwork, optionsOf, parameter, variantOf } from "./network.ts";
import { method as ste } from "./straight-through.ts";

await openEngine({ kind: "wasm" });

type Seen = Record<string, { input: number[]; output: number[] }>;

/** x -> relu(a(x) w) -> sum over features, both activations quantized; what passes is written to `seen`. */
function networkSeenBy(seen: Seen): Network {
  const watched = (name: string, x: tf.Tensor, output: tf.Tensor) => {
    seen[name] = { input: Array.from(x.dataSync()), output: Array.from(output.dataSync()) };
    return output;
  };
  return {
    parameters: [parameter("w", "weight", [6, 5]), parameter("b", "bias", [5])],
    activations: [
      { name: "input", signed: true },
      { name: "hidden/relu", signed: false },
    ],
    forward(x, scope) {
      const input = watched("input", x, scope.activation("input", x)) as tf.Tensor2D;
      const hidden = tf.relu(tf.add(tf.matMul(input, scope.parameter("w") as tf.Tensor2D), scope.parameter("b")));
      return watched("hidden/relu", hidden, scope.activation("hidden/relu", hidden));
    },
  };
}

const random = (shape: [number, number], seed: number) =>
  tf.tensor(philoxUniform(shape[0] * shape[1], [seed, 5]), shape);
const initial = { w: random([6, 5], 1), b: tf.zeros([5]) };

/** What the judge computes. */
function apply({ scale, offset, levels }: ActivationQuantizer, input: number[]): number[] {
  const codes = tf.clipByValue(tf.round(tf.div(tf.tensor(input), scale)), offset, offset + levels - 1);
  return Array.from(tf.mul(codes, scale).dataSync());
}

test("steps start from the first batch that passes, and are exported with the network", async () => {
  const seen: Seen = {};
  const training = startTraining(
    optionsOf(networkSeenBy(seen), ste, initial, { precisionName: "w2a4", rate: () => 0 }),
  );
  training.advance(random([8, 6], 2), random([8, 5], 3));
  const { activations } = await training.export();
  const mean = (values: number[]) => values.reduce((sum, x) => sum + Math.abs(x), 0) / values.length;
  // 16 levels: Qp is 7 signed and 15 unsigned.
  expect(activations).toMatchObject({ input: { offset: -8, levels: 16 }, "hidden/relu": { offset: 0, levels: 16 } });
  expectClose([activations.input?.scale ?? 0], [(2 * mean(seen.input?.input ?? [])) / Math.sqrt(7)]);
  expectClose([activations["hidden/relu"]?.scale ?? 0], [(2 * mean(seen["hidden/relu"]?.input ?? [])) / Math.sqrt(15)]);
  training.dispose();
});

test("the exported quantizer computes bit for bit what training saw", async () => {
  const seen: Seen = {};
  const rate = (progress: number) => (progress < 0.5 ? 0.05 : 0);
  const training = startTraining(optionsOf(networkSeenBy(seen), ste, initial, { precisionName: "w2a4", rate }));
  for (let i = 0; i < 6; i++) training.advance(tf.mul(random([8, 6], 10 + i), 3), random([8, 5], 20 + i));
  const { activations } = await training.export();
  for (const [name, { input, output }] of Object.entries(seen)) {
    expect(apply(activations[name] as ActivationQuantizer, input)).toEqual(output);
    expect(new Set(output).size).toBeGreaterThan(4);
    expect(new Set(output).size).toBeLessThanOrEqual(16);
  }
  training.dispose();
});

test("at 32 bits activations pass as they are, and nothing is learned or exported for them", async () => {
  const seen: Seen = {};
  const training = startTraining(optionsOf(networkSeenBy(seen), ste, initial, { precisionName: "w2a32" }));
  training.advance(random([8, 6], 2), random([8, 5], 3));
  expect(seen.input?.output).toEqual(seen.input?.input);
  expect(Object.keys(training.variables).filter((name) => name.startsWith("learned/"))).toEqual([]);
  expect((await training.export()).activations).toEqual({});
  training.dispose();
});

test("the weights' view is asked once in the step that initialises activations", () => {
  let views = 0;
  const rule = variantOf({
    view(live) {
      views += 1;
      return { live };
    },
  });
  const network = { ...identityNetwork([2]), activations: [{ name: "output", signed: true }] };
  const forward: Network["forward"] = (_, scope) => scope.activation("output", scope.parameter("w"));
  const training = startTraining(
    optionsOf({ ...network, forward }, rule, { w: tf.tensor([1, 2]) }, { precisionName: "w32a4" }),
  );
  training.advance(tf.scalar(0), tf.tensor([1, 1]));
  expect(views).toBe(1);
  training.dispose();
});

test.each([sgd({ momentum: 0.9 }), adam(), adamW()])(
  "a run at w2a4 with $name continues bit for bit from a checkpoint",
  async (optimizer) => {
    const start = () =>
      startTraining(
        optionsOf(networkSeenBy({}), ste, initial, {
          precisionName: "w2a4",
          optimizer,
          rate: (progress) => 0.02 * (1 - progress),
          weightDecay: { weight: 1e-2, bias: 0, norm: 0 },
        }),
      );
    const advance = (training: ReturnType<typeof start>, end: number) => {
      while (training.step < end)
        training.advance(random([8, 6], 30 + training.step), random([8, 5], 50 + training.step));
    };
    const whole = start();
    advance(whole, 4);
    const saved = Object.entries(whole.variables).map(
      ([name, variable]) => [name, variable.dataSync().slice()] as const,
    );
    const resumed = start();
    for (const [name, values] of saved) {
      const variable = resumed.variables[name] as tf.Variable;
      variable.assign(tf.tensor(values, variable.shape, variable.dtype));
    }
    resumed.resumeAt(4);
    advance(whole, 10);
    advance(resumed, 10);
    expect(hashOf(await resumed.export())).toBe(hashOf(await whole.export()));
    for (const [name, variable] of Object.entries(whole.variables)) {
      expect(resumed.variables[name]?.dataSync(), name).toEqual(variable.dataSync());
    }
    whole.dispose();
    resumed.dispose();
  },
);
