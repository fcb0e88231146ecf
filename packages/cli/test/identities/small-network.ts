import * as tf from "@tensorflow/tfjs-core";
import {
  adam,
  controlledGrid,
  type Network,
  type Optimizer,
  type ParameterSpec,
  parsePrecision,
  schedule,
  sgd,
  startTraining,
  type Variant,
} from "qat-core";
import { gaussian } from "qat-core/testing";
import { type Trace, traceOf } from "./trace.ts";

const optimizers: readonly Optimizer[] = [sgd(), sgd({ momentum: 0.9 }), adam()];
const steps = 12;

/** Two layers whose sizes, weights, batches and optimizer follow from a seed. */
export function trainSmall(
  variant: Omit<Variant, "asPublished">,
  precisionName: string,
  seed: number,
  until: (steps: number) => number = (all) => all,
): Promise<Trace> {
  const [inputs, hidden, outputs] = [5 + seed, 3 + 2 * seed, 3];
  const spec = (name: string, shape: readonly number[]): ParameterSpec => ({
    name,
    role: name === "bias" ? "bias" : "weight",
    shape,
    quantized: name !== "bias",
    initialise: () => tf.zeros([...shape]),
  });
  const random = (shape: readonly number[], draw: number) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return tf.tensor(gaussian(size, 1000 * seed + draw), [...shape]);
  };
  const network: Network = {
    parameters: [spec("first", [inputs, hidden]), spec("second", [hidden, outputs]), spec("bias", [outputs])],
    activations: [{ name: "hidden", signed: false }],
    forward(x, scope) {
      const first = tf.relu(tf.matMul(x as tf.Tensor2D, scope.parameter("first") as tf.Tensor2D));
      const second = tf.matMul(
        scope.activation("hidden", first) as tf.Tensor2D,
        scope.parameter("second") as tf.Tensor2D,
      );
      return tf.add(second, scope.parameter("bias"));
    },
  };
  const precision = parsePrecision(precisionName);
  const initial = new Map(network.parameters.map(({ name, shape }, i) => [name, tf.mul(random(shape, i), 0.3)]));
  const training = startTraining({
    network,
    variant,
    precision,
    grid: controlledGrid(precision.weightLevels),
    initial,
    optimizer: optimizers[seed % optimizers.length] as Optimizer,
    weightDecay: { weight: 1e-3, bias: 0, norm: 0 },
    rate: schedule.cosine(0.05),
    steps,
    seed,
    loss: (output, target) => tf.mean(tf.squaredDifference(output, target)),
  });
  tf.dispose([...initial.values()]);
  return traceOf(training, until(steps), () =>
    training.advance(random([16, inputs], 10 + training.step), random([16, outputs], 50 + training.step)),
  );
}
