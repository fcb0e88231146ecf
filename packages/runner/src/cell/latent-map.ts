import * as tf from "@tensorflow/tfjs-core";
import { type Grid, levelsOf, type Moment, type Precision, type Schedule, type Variant } from "qat-core";
import type { LatentMap } from "qat-ledger";

/** Evenly spaced latents, which is wider than the grids that are fitted to them. */
const latentCount = 121;
const outermost = 1.5;
/** Schedules are functions of progress, so that more steps would show the same. */
const mostSteps = 100;
const quarters = 4;

interface Setting {
  readonly variant: Pick<Variant, "weights">;
  readonly precision: Precision;
  readonly grid: Grid;
  readonly rate: Schedule;
  readonly steps: number;
  readonly seed: number;
}

/**
 * What a method makes of latent weights that get no gradient: it is driven through a whole training run with evenly
 * spaced latents, and asked for their live weights at every quarter. The last moment is what it would export.
 */
export async function latentMap(setting: Setting): Promise<LatentMap[]> {
  if (!Number.isFinite(setting.grid.levels)) return [];
  const ramp = Array.from({ length: latentCount }, (_, i) => outermost * ((2 * i) / (latentCount - 1) - 1));
  const seen = tf.tidy(() => drive(setting, ramp));
  const moments = seen.map(async ({ progress, live }) => {
    const values = await live.data();
    live.dispose();
    return { progress, points: ramp.map((u, i): [number, number] => [rounded(u), rounded(values[i] as number)]) };
  });
  return Promise.all(moments);
}

function drive({ variant, precision, grid, rate, steps: all, seed }: Setting, ramp: readonly number[]) {
  const steps = Math.min(all, mostSteps);
  // One output channel, so that a grid by channel fits all of them alike.
  let latents: readonly tf.Tensor[] = [tf.tensor([...ramp], [ramp.length, 1])];
  const rule = variant.weights(latents, { precision, grid, steps, seed });
  const seen: { progress: number; live: tf.Tensor }[] = [];
  for (let step = 0, rateSum = 0; step < steps; step++) {
    const progress = step / steps;
    rateSum += rate(progress);
    const at: Moment = { step, steps, progress, rate: rate(progress), rateSum };
    latents = tf.tidy(() => {
      const { live, pullback } = rule.view(latents, at);
      if (Math.floor(progress * quarters) > Math.floor(((step - 1) / steps) * quarters)) {
        seen.push({ progress, live: tf.keep(tf.clone(live[0] as tf.Tensor)) });
      }
      pullback?.(live.map((w) => tf.zerosLike(w)));
      rule.rates?.(at);
      return (rule.settle?.(latents, at) ?? latents).map((latent) => tf.clone(latent));
    });
  }
  const [exported] = rule.quantize(latents);
  if (exported?.kind === "codes")
    seen.push({ progress: 1, live: tf.keep(levelsOf(exported.codes, exported.codebook)) });
  tf.dispose([Object.values(rule.state), rule.learned.map(({ value }) => value)]);
  return seen;
}

/** Four digits are more than a plot shows. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
