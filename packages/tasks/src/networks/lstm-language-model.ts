import type { Network } from "qat-core";
import { bias } from "../layers/bias.ts";
import { dense } from "../layers/dense.ts";
import { dropout } from "../layers/dropout.ts";
import { embedding } from "../layers/embedding.ts";
import { uniform } from "../layers/initialise.ts";
import { lstm } from "../layers/lstm.ts";
import { sequence } from "../layers/sequence.ts";

export interface LstmLanguageModelOptions {
  /** Size of the vocabulary. */
  readonly words: number;
  readonly features: number;
  readonly hidden: number;
  /** Share of the embedding's and of the LSTM's outputs that is dropped in training. */
  readonly dropout: number;
}

/** Of all matrices, as the networks of Zaremba, Sutskever, Vinyals 2014 (arXiv 1409.2329, sec. 4.1) start. */
const initialise = uniform(0.1);

/**
 * A language model of one LSTM layer (Zaremba, Sutskever, Vinyals 2014, arXiv 1409.2329): words, int32 [batch, steps], to
 * logits of the word that follows each, [batch, steps, words]. Dropout lies where that paper has it, between layers and
 * not between steps.
 *
 * As in ProxQuant (arXiv 1810.00861, sec. 4.2) embedding, both matrices of the LSTM and decoder are quantized; biases
 * stay float. The decoder is a matrix of its own, [hidden, words], not the embedding's.
 */
export function lstmLanguageModel(options: LstmLanguageModelOptions): Network {
  const { words, features, hidden, dropout: rate } = options;
  const quantized = true;
  return sequence(
    embedding("embedding", { words, features, quantized, initialise }),
    dropout("embedding/dropout", rate),
    lstm("lstm", { inputs: features, hidden, quantized, initialise }),
    dropout("lstm/dropout", rate),
    dense("decoder", { inputs: hidden, outputs: words, quantized, initialise }),
    bias("decoder", words),
  );
}
