import type { Network } from "qat-core";
import { activationSite } from "../layers/activation-site.ts";
import { bias } from "../layers/bias.ts";
import { dense } from "../layers/dense.ts";
import { gelu } from "../layers/gelu.ts";
import { glorotUniform, zeros } from "../layers/initialise.ts";
import { layerNorm } from "../layers/layer-norm.ts";
import { patchEmbedding } from "../layers/patch-embedding.ts";
import { residual } from "../layers/residual.ts";
import { selfAttention } from "../layers/self-attention.ts";
import { sequence } from "../layers/sequence.ts";
import { takeClassToken, tokenEmbedding } from "../layers/token-embedding.ts";

export interface VisionTransformerOptions {
  /** Height and width of the images. */
  readonly side: number;
  /** Height and width of a patch; divides `side`. */
  readonly patch: number;
  /** Channels of the images. */
  readonly inputs: number;
  /** Numbers a token; a multiple of `heads`. */
  readonly width: number;
  /** Blocks. */
  readonly depth: number;
  readonly heads: number;
  readonly classes: number;
  /** How many times as wide as a token the layer inside of a block is; 4 where it is absent. */
  readonly expansion?: number;
}

/**
 * The vision transformer (Dosovitskiy et al. 2020, arXiv 2010.11929, eq. 1 to 4) as DeiT has it (Touvron et al. 2020, arXiv
 * 2012.12877): patches, a class token and learned positions, blocks of self-attention and of two dense layers with GELU
 * between them, each after a layer normalisation and added to its input, and a dense layer on the normalised class token.
 * [batch, side, side, inputs] to [batch, classes].
 *
 * The four matrices of a block (Q, K and V are one) are quantized; the patches' embedding, the last layer, normalisation,
 * biases, class token and positions stay float, as in Q-ViT (Li et al. 2022, arXiv 2210.06707) but for the first and the
 * last matrix, which have 8 bits there. Activations are the inputs of all products inside of blocks, attention's own among
 * them. Matrices start as in the vision transformer's own code: by Glorot's bound, the last one at zero.
 * @throws {RangeError} when `patch` does not divide `side`, or `heads` do not divide `width`
 */
export function visionTransformer(options: VisionTransformerOptions): Network {
  const { side, patch, inputs, width, depth, heads, classes, expansion = 4 } = options;
  if (side % patch !== 0) throw new RangeError(`patches of ${patch} pixels do not cover a side of ${side} pixels`);
  return sequence(
    patchEmbedding("patches", { patch, inputs, width }),
    bias("patches", width),
    tokenEmbedding("tokens", { patches: (side / patch) ** 2, width }),
    ...Array.from({ length: depth }, (_, i) => block(`block${i + 1}`, { width, heads, expansion })),
    takeClassToken(),
    // Of the class token alone: rows are normalised each by itself.
    layerNorm("norm", width),
    dense("dense", { inputs: width, outputs: classes, quantized: false, initialise: zeros }),
    bias("dense", classes),
  );
}

/** The paper's eq. 2 and 3. */
function block(
  name: string,
  { width, heads, expansion }: { width: number; heads: number; expansion: number },
): Network {
  const inner = expansion * width;
  const initialise = glorotUniform(width, inner);
  return sequence(
    residual(
      sequence(
        layerNorm(`${name}/norm1`, width),
        selfAttention(`${name}/attention`, { width, heads, quantized: true }),
      ),
    ),
    residual(
      sequence(
        layerNorm(`${name}/norm2`, width),
        activationSite(`${name}/input`, { signed: true }),
        dense(`${name}/dense1`, { inputs: width, outputs: inner, quantized: true, initialise }),
        bias(`${name}/dense1`, inner),
        gelu(`${name}/gelu`),
        dense(`${name}/dense2`, { inputs: inner, outputs: width, quantized: true, initialise }),
        bias(`${name}/dense2`, width),
      ),
    ),
  );
}
