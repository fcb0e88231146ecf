import * as tf from "@tensorflow/tfjs-core";
import { nearest } from "qat-core";
import { hardensByProgress, showsItsExportAtLast, showsItsExportOnceTrained } from "qat-core/testing";
import { drawn, proximal } from "../proximal.ts";
import { mutant } from "./mutant.ts";

const offTheGrid = /in the last step, next to what is exported: live weight\/0\[\d+\] is/;

export const ends = [
  mutant("never hardens", showsItsExportAtLast, offTheGrid, (rule) => ({
    view(u, at) {
      const { live } = rule.view(u, at);
      return { live: live.map((w, i) => tf.add(tf.mul(w, 0.9), tf.mul(u[i] as tf.Tensor, 0.1))) };
    },
  })),
  mutant("trains the latents themselves, gradients and all", showsItsExportAtLast, offTheGrid, () => ({
    view: (u) => ({ live: u }),
  })),
  mutant("shows the levels of the step before", showsItsExportAtLast, offTheGrid, (rule) => {
    const now = Object.values(rule.state) as tf.Tensor2D[];
    const before = now.map((codebook) => tf.variable<tf.Rank.R2>(codebook, false));
    return {
      state: { ...rule.state, ...Object.fromEntries(before.map((codebook, i) => [`before/${i}`, codebook])) },
      view: (u) => ({ live: u.map((latent, i) => nearest(latent, before[i] as tf.Tensor2D)) }),
      settle(u, at) {
        for (const [i, codebook] of before.entries()) codebook.assign(now[i] as tf.Tensor2D);
        return rule.settle?.(u, at) ?? u;
      },
    };
  }),
  mutant(
    "applies its proximal map to the live weight instead of the latent",
    showsItsExportAtLast,
    offTheGrid,
    (rule) => ({
      view: (u) => ({
        live: u.map((latent, i) => drawn("l1", latent, rule.state[`codebook/${i}`] as tf.Tensor2D, 0.5)),
      }),
    }),
  ),
  mutant("draws by L2 where it needs L1", showsItsExportAtLast, offTheGrid, { variant: proximal("l2") }),
  mutant(
    "softens again once it is trained",
    showsItsExportOnceTrained,
    /after the last step, next to what is exported: live/,
    (rule) => ({
      view: (u, at) => (at.progress < 1 ? rule.view(u, at) : { live: u }),
    }),
  ),
  mutant("hardens after eight steps", hardensByProgress, /from 0.67 of 12 steps on, and from 0.33 of 24/, (rule) => ({
    view: (u, at) => (at.step < 8 ? { live: u } : rule.view(u, at)),
  })),
];
