import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, test } from "vitest";
import { skipWithoutSoftwareGpu, softwareGpuIsThere, useSoftwareGpu } from "../../engine/test/software-gpu.ts";
import { everyVariantAt } from "./identities/every-variant.ts";
import { trainSmall } from "./identities/small-network.ts";
import { firstDifference, type Trace } from "./identities/trace.ts";

/** Of twelve. */
const steps = 3;

/** The largest difference, relative to the largest value, over losses and parameters. */
function distance(one: Trace, other: Trace): number {
  const pairs = [
    [one.losses, other.losses] as const,
    ...[...other.parameters].map(([name, values]) => [one.parameters.get(name) ?? [], values] as const),
  ];
  const relative = ([received, expected]: readonly [readonly number[], readonly number[]]) =>
    Math.max(...expected.map((value, i) => Math.abs(value - (received[i] ?? Number.NaN)))) /
    Math.max(1e-3, ...expected.map(Math.abs));
  return Math.max(...pairs.map(relative));
}

/** Trains methods on webgpu and on the cpu backend. @param chosen by labels, as `parq/default, controlled` */
export async function describeWebgpuTraining(precision: string, chosen: (label: string) => boolean): Promise<void> {
  const variants = (await everyVariantAt(precision)).filter(({ label }) => chosen(label));

  beforeAll(async () => {
    useSoftwareGpu();
    if (softwareGpuIsThere) await openEngine({ kind: "webgpu" });
    tf.env().set("PROD", true); // the cpu backend else advises on the console to install another
  });

  describe(`at ${precision}, on random tensors`, () => {
    test.for(variants.map(({ label, variant }) => [label, variant] as const))(
      "%s trains on webgpu as on the cpu backend, the same bits every time",
      async ([, variant], context) => {
        skipWithoutSoftwareGpu(context);
        const received = await trainSmall(variant, precision, 2, () => steps);
        const again = await trainSmall(variant, precision, 2, () => steps);
        expect(firstDifference(again, received)).toBeUndefined();
        expect(again.hash).toBe(received.hash);

        await tf.setBackend("cpu");
        const expected = await trainSmall(variant, precision, 2, () => steps);
        await tf.setBackend("webgpu");
        expect(expected.losses).toHaveLength(steps);
        expect(distance(received, expected)).toBeLessThan(1e-4);
      },
    );
  });
}
