import * as tf from "@tensorflow/tfjs-core";
import type { View } from "qat-core";
import {
  pullsBackFiniteGradients,
  pullsBackInProportion,
  pullsBackToEach,
  pullsNothingBackToNothing,
  staysFinite,
} from "qat-core/testing";
import { type Defect, mutant } from "./mutant.ts";

/** Of one tensor: its gradient, latent and live weight. */
type Pull = (g: tf.Tensor, u: tf.Tensor, w: tf.Tensor) => tf.Tensor;

const pulling =
  (pull: Pull): Defect =>
  (rule) => ({
    view(u, at): View {
      const { live } = rule.view(u, at);
      const pullback: View["pullback"] = (gradients) => ({
        latents: gradients.map((g, i) => pull(g, u[i] as tf.Tensor, live[i] as tf.Tensor)),
        learned: [],
      });
      return { live, pullback };
    },
  });

export const gradients = [
  mutant(
    "transposes a gradient",
    pullsBackToEach,
    /the gradients of the latents are float32 \[4,2,3,3\], float32 \[6,4\]; expected float32 \[3,3,2,4\], float32 \[4,6\]/,
    pulling((g) => tf.transpose(g)),
  ),
  mutant(
    "pulls back to something it does not learn",
    pullsBackToEach,
    /of the learned parameters are float32 \[\]; expected none/,
    (rule) => ({
      view: (u, at) => ({ ...rule.view(u, at), pullback: (g) => ({ latents: g, learned: [tf.scalar(1)] }) }),
    }),
  ),
  mutant(
    "divides a gradient by zero",
    pullsBackFiniteGradients,
    /the gradient of latent\/0\[0\] is -?Infinity at step 0; expected a finite number/,
    pulling((g) => tf.div(g, 0)),
  ),
  mutant(
    "has a gradient of its own",
    pullsNothingBackToNothing,
    /of zeros, 0.0\d+ is pulled back at step 0; expected 0/,
    pulling((g) => tf.add(g, 0.01)),
  ),
  mutant(
    "takes the gradient of a parabola at the latent instead of the live weight",
    pullsNothingBackToNothing,
    /of zeros, .* is pulled back at step 0; expected 0/,
    pulling((g, u, w) => tf.add(g, tf.sub(u, w))),
  ),
  mutant(
    "squares a gradient",
    pullsBackInProportion,
    /half of what is pulled back of 2 g at step 0: latent\/0\[0\] is/,
    pulling((g) => tf.mul(g, tf.abs(g))),
  ),
  mutant(
    "divides by zero",
    staysFinite,
    /live weight\/0\[0\] is -?Infinity at step 0; expected a finite number/,
    () => ({
      view: (u) => ({ live: u.map((latent) => tf.div(latent, 0)) }),
    }),
  ),
];
