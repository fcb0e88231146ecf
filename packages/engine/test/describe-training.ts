import * as tf from "@tensorflow/tfjs-core";
import { expect, type TestContext, test } from "vitest";
import { expectClose } from "./reference-backend.ts";
import { NETWORKS, train } from "./train-networks.ts";

/** Trains small networks on the engine that this process has opened, and again on the cpu backend. */
export function describeTraining(backend: string, before: (context: TestContext) => void): void {
  for (const network of NETWORKS) {
    test(`${network.name} trains as on the cpu backend, bit for bit repeatable, and leaves no tensor`, async (context) => {
      before(context);
      tf.env().set("PROD", true); // the cpu backend else advises on the console to install another
      await tf.setBackend(backend);
      const held = tf.memory().numTensors;
      const trained = await train(network, 4);
      expect(tf.memory().numTensors).toBe(held);
      expect(await train(network, 4)).toEqual(trained);
      expect(trained.losses.at(-1)).toBeLessThan(trained.losses[0] ?? 0);

      await tf.setBackend("cpu");
      const reference = await train(network, 4);
      await tf.setBackend(backend);
      const shape = [reference.weights.length];
      expectClose({ shape, values: trained.weights }, { shape, values: reference.weights }, 1e-4);
    });
  }
}
