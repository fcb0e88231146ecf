import * as tf from "@tensorflow/tfjs-core";
import { viewsAlike, viewsEveryLatent, viewsWithoutSideEffects } from "qat-core/testing";
import { mutant } from "./mutant.ts";

export const views = [
  mutant(
    "shows its live weights flat",
    viewsEveryLatent,
    /the live weights are float32 \[72\], float32 \[24\]; expected float32 \[3,3,2,4\], float32 \[4,6\]/,
    (rule) => ({ view: (u, at) => ({ live: rule.view(u, at).live.map((w) => tf.reshape(w, [-1])) }) }),
  ),
  mutant("shows no live weight of the last latent", viewsEveryLatent, /are float32 \[3,3,2,4\]; expected/, (rule) => ({
    view: (u, at) => ({ live: rule.view(u, at).live.slice(0, -1) }),
  })),
  mutant("grows with every look", viewsAlike, /asked again at step 0: live\/0\[0\] is/, (rule) => {
    let looks = 0;
    return {
      view(u, at) {
        looks += 1;
        return { live: rule.view(u, at).live.map((w) => tf.mul(w, 1 + looks / 1000)) };
      },
    };
  }),
  mutant(
    "refits its codebooks when it is looked at",
    viewsWithoutSideEffects,
    /after a view at step 0: codebook/,
    (rule) => ({
      view(u, at) {
        rule.settle?.(
          u.map((latent) => tf.mul(latent, 2)),
          at,
        );
        return rule.view(u, at);
      },
    }),
  ),
  mutant(
    "clips the latents when it is looked at",
    viewsWithoutSideEffects,
    /after a view at step 0: latent/,
    (rule) => ({
      view(u, at) {
        for (const latent of u) if (latent instanceof tf.Variable) latent.assign(tf.clipByValue(latent, -0.5, 0.5));
        return rule.view(u, at);
      },
    }),
  ),
];
