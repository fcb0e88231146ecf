/** The float network: no grid, no codes. The reference that a quantized network's accuracy is held against. */
import { clone } from "@tensorflow/tfjs-core";
import type { Method, Variant } from "qat-core";

const float: Variant = {
  options: {},
  startsFrom: "scratch",
  supports: ({ weightLevels, activationLevels }) =>
    Number.isFinite(weightLevels) || Number.isFinite(activationLevels)
      ? { supported: false, reason: "fp32 quantizes nothing: its only precision is w32a32" }
      : { supported: true },
  weights: () => ({
    state: {},
    learned: [],
    view: (latents) => ({ live: latents }),
    quantize: (latents) => latents.map((latent) => ({ kind: "float", values: clone(latent) })),
  }),
};

export const method: Method = {
  name: "fp32",
  title: "Float network",
  summary: "Trains the network in 32-bit floating point and quantizes nothing: the accuracy that methods try to keep.",
  variants: { default: float },
};
