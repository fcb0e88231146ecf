import * as tf from "@tensorflow/tfjs-core";
import { controlledGrid, parsePrecision, startTraining, type Variant } from "qat-core";
import { openEngine } from "qat-engine";
import { batches, type Dataset, initialParameters } from "qat-tasks";
import { task } from "qat-tasks/tasks/lenet5-mnist";
import { beforeAll, describe, expect, test } from "vitest";
import { method as fp32 } from "../../../methods/fp32/src/index.ts";
import { everyVariantAtFloat } from "./every-variant.ts";
import { identities } from "./identities.ts";
import { firstDifference, type Trace, traceOf } from "./trace.ts";

const steps = 20;
/** A quarter of the recipe's, for time. */
const batchSize = 32;
let data: Dataset;

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
  data = await task.data.load(1);
});

/** The task's own network, data, recipe and loss: a short training cell. */
function trainLeNet(
  variant: Omit<Variant, "asPublished">,
  precisionName: string,
  until: (steps: number) => number = (all) => all,
): Promise<Trace> {
  const { network, recipe, loss } = task;
  const precision = parsePrecision(precisionName);
  const initial = initialParameters(network, 2);
  const training = startTraining({
    network,
    variant,
    precision,
    grid: controlledGrid(precision.weightLevels),
    initial,
    optimizer: recipe.optimizer,
    weightDecay: recipe.weightDecay,
    rate: recipe.rate,
    steps,
    seed: 3,
    loss,
  });
  tf.dispose([...initial.values()]);
  const order = batches(data.train.count, batchSize, 4);
  return traceOf(training, until(steps), () => {
    const { input, target } = data.train.batch(order.at(training.step));
    return training.advance(input, target);
  });
}

const named = identities.map((identity) => [identity.name, identity] as const);

describe.each(named)("%s, bit for bit", (_, { one, other, otherIsFloat, until }) => {
  test.each(["w2a32", "w2a4"])("at %s, on LeNet-5", async (precision) => {
    const received = await trainLeNet(one, precision, until);
    const expected = await trainLeNet(other, otherIsFloat ? precision.replace("w2", "w32") : precision, until);
    expect(firstDifference(received, expected)).toBeUndefined();
    if (!otherIsFloat) expect(received.hash).toBe(expected.hash);
  });
});

test("at 32 bits every variant of every method is fp32, bit for bit, on LeNet-5", async () => {
  const expected = await trainLeNet(fp32.variants.default, "w32a32");
  for (const { label, variant } of await everyVariantAtFloat()) {
    const received = await trainLeNet(variant, "w32a32");
    expect(firstDifference(received, expected), label).toBeUndefined();
    expect(received.hash, label).toBe(expected.hash);
  }
});
