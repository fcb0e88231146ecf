import * as tf from "@tensorflow/tfjs-core";
import { exportsLatentsAtFloat, isAdamAtFloat, isTheOptimizerAtFloat, showsLatentsAtFloat } from "qat-core/testing";
import { type Defect, mutant } from "./mutant.ts";

const at = { precision: "w32a32" };
const decays: Defect = () => ({ settle: (u) => u.map((latent) => tf.mul(latent, 0.999)) });

export const floats = [
  mutant("decays at 32 bits", isTheOptimizerAtFloat, /after 12 steps: latent/, decays, at),
  mutant("decays at 32 bits, and Adam moves it,", isAdamAtFloat, /after 4 steps: latent/, decays, at),
  mutant(
    "shows something else than the latents at 32 bits",
    showsLatentsAtFloat,
    /at step 0: live weight\/0\[0\] is/,
    () => ({ view: (u) => ({ live: u.map((latent) => tf.mul(latent, 0.999)) }) }),
    at,
  ),
  mutant(
    "exports something else than the latents at 32 bits",
    exportsLatentsAtFloat,
    /next to the latents: exported\/0\[0\] is/,
    () => ({ quantize: (u) => u.map((latent) => ({ kind: "float", values: tf.mul(latent, 0.999) })) }),
    at,
  ),
];
