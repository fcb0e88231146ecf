import type { Variant, WeightRule } from "qat-core";
import type { Stopwatch } from "./spans.ts";

/**
 * The same variant, whose hooks on weights are timed as `method`. Between the end of `pullback` and the start of `settle`
 * the latents move: that is timed as `optimizer`, but for the method's `rates`. Quantized activations are part of
 * the network's forward and backward pass, and are timed by their kernels.
 */
export function timedVariant<V extends Omit<Variant, "asPublished">>(variant: V, stopwatch: Stopwatch): V {
  return {
    ...variant,
    weights: (latents, setup) => timedRule(variant.weights(latents, setup), stopwatch),
  };
}

function timedRule(rule: WeightRule, stopwatch: Stopwatch): WeightRule {
  const { rates, settle } = rule;
  const hook = <T>(name: string, call: () => T) => stopwatch.during("method", name, call);
  return {
    ...rule,
    view(latents, at) {
      const { live, pullback } = hook("view", () => rule.view(latents, at));
      return {
        live,
        pullback(gradients) {
          const reached = pullback && hook("pullback", () => pullback(gradients));
          stopwatch.begin("optimizer");
          return reached ?? { latents: gradients, learned: [] };
        },
      };
    },
    ...(rates && { rates: (at) => hook("rates", () => rates.call(rule, at)) }),
    settle(latents, at) {
      stopwatch.end();
      return settle ? hook("settle", () => settle.call(rule, latents, at)) : latents;
    },
  };
}
