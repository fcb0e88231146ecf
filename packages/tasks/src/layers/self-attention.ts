import { matMul, mul, reshape, softmax, split, type Tensor, transpose } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { activationSite } from "./activation-site.ts";
import { bias } from "./bias.ts";
import { combine } from "./combine.ts";
import { dense } from "./dense.ts";
import { glorotUniform } from "./initialise.ts";

export interface SelfAttentionOptions {
  /** Numbers a token; a multiple of `heads`. */
  readonly width: number;
  readonly heads: number;
  readonly quantized: boolean;
}

/**
 * Multi-head self-attention (Vaswani et al. 2017, arXiv 1706.03762, sec. 3.2), [batch, tokens, width] to the same. Of every
 * head, with d = width / heads,
 *
 *     softmax(Q K' / sqrt(d)) V
 *
 * and the heads side by side go through a projection. Its parameters are `<name>/qkv/kernel` [width, 3 width], whose columns
 * are those of Q, K and V, head by head, `<name>/projection/kernel` [width, width], and a bias each. Activations are the
 * inputs of all four products: `<name>/input`, `/query`, `/key`, `/value`, signed, `/weights`, not, and
 * `/projection/input`, signed; the same places as in Q-ViT (Li et al. 2022, arXiv 2210.06707).
 * @throws {RangeError} when `heads` do not divide `width`
 */
export function selfAttention(name: string, { width, heads, quantized }: SelfAttentionOptions): Network {
  if (width % heads !== 0) {
    throw new RangeError(`${name} has width ${width} and ${heads} heads; each head needs the same share of the width`);
  }
  const kernel = { inputs: width, quantized, initialise: glorotUniform(width, width) };
  const [input, query, key, value] = (["input", "query", "key", "value"] as const).map((each) =>
    activationSite(`${name}/${each}`, { signed: true }),
  ) as [Network, Network, Network, Network];
  const weights = activationSite(`${name}/weights`, { signed: false });
  const qkv = dense(`${name}/qkv`, { ...kernel, outputs: 3 * width });
  const qkvBias = bias(`${name}/qkv`, 3 * width);
  const projected = activationSite(`${name}/projection/input`, { signed: true });
  const projection = dense(`${name}/projection`, { ...kernel, outputs: width });
  const projectionBias = bias(`${name}/projection`, width);
  const parts = [input, qkv, qkvBias, query, key, value, weights, projected, projection, projectionBias];

  return combine(parts, (x, scope) => {
    const [batch, tokens] = x.shape as [number, number];
    const inSequence = (start: Tensor, ...layers: Network[]) =>
      layers.reduce((y, layer) => layer.forward(y, scope), start);
    const byHead = (y: Tensor) => transpose(reshape(y, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
    const [q, k, v] = split(inSequence(x, input, qkv, qkvBias), 3, 2) as [Tensor, Tensor, Tensor];
    const scores = matMul(query.forward(byHead(q), scope), key.forward(byHead(k), scope), false, true);
    const attention = weights.forward(softmax(mul(scores, 1 / Math.sqrt(width / heads))), scope);
    const mixed = matMul(attention, value.forward(byHead(v), scope));
    const sideBySide = reshape(transpose(mixed, [0, 2, 1, 3]), [batch, tokens, width]);
    return inSequence(sideBySide, projected, projection, projectionBias);
  });
}
