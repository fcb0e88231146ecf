/**
 * Post-training quantization, the plainest: the trained float network, every quantized tensor on the grid that fits it
 * best, nothing trained and nothing calibrated. What quantization-aware training is for is what it gains over this.
 */
import { type Method, startCodebooks, type Variant } from "qat-core";

const rounding: Variant = {
  options: {},
  startsFrom: "float",
  trains: false,
  supports: ({ activationLevels }) =>
    Number.isFinite(activationLevels)
      ? { supported: false, reason: "activations would need training or calibration, and ptq has neither" }
      : { supported: true },
  weights(latents, { grid }) {
    const codebooks = startCodebooks(grid, latents);
    return {
      state: codebooks.state,
      learned: [],
      view: (u) => ({ live: u }),
      quantize: (u) => codebooks.quantize(u),
    };
  },
};

export const method: Method = {
  name: "ptq",
  title: "Rounding after training",
  summary:
    "The trained float network with every weight rounded to the nearest level of the grid that fits its tensor best. Nothing is trained after rounding, neither biases nor normalisation: the floor that every quantization-aware method has to beat.",
  variants: { default: rounding },
};
