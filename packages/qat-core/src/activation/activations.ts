import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { LearnedParameter } from "../learned-parameter.ts";
import type { Variant } from "../method.ts";
import type { Moment } from "../moment.ts";
import type { ActivationSpec, Scope } from "../network.ts";
import type { Precision } from "../precision.ts";
import type { ActivationQuantizer, ActivationRule } from "./activation-rule.ts";
import { learnedStep } from "./learned-step.ts";

/** The activation rules of one training run, all of them together. */
export interface Activations {
  /** False at 32 bits: every activation passes as it is. */
  readonly quantizing: boolean;
  readonly learned: readonly LearnedParameter[];
  readonly state: Readonly<Record<string, Variable>>;
  /** A forward pass's activations that sets each rule from what passes. */
  initialise(at: Moment): Scope["activation"];
  /** A forward pass's activations, differentiable in `learned`, whose values come in the order of `this.learned`. */
  view(learned: readonly Tensor[], at: Moment): Scope["activation"];
  quantizers(): Promise<Record<string, ActivationQuantizer>>;
}

export function startActivations(
  specs: readonly ActivationSpec[],
  variant: Variant,
  precision: Precision,
  seedOf: (name: string) => number,
): Activations {
  const levels = precision.activationLevels;
  const rules = new Map<string, ActivationRule>();
  if (Number.isFinite(levels)) {
    const start = variant.activations ?? learnedStep;
    for (const { name, signed } of specs) rules.set(name, start({ name, levels, signed, seed: seedOf(name) }));
  }
  const learned = [...rules.values()].flatMap((rule) => rule.learned);

  const passing = (apply: (rule: ActivationRule, x: Tensor) => Tensor): Scope["activation"] => {
    return (name, x) => {
      const rule = rules.get(name);
      return rule ? apply(rule, x) : x;
    };
  };

  return {
    quantizing: rules.size > 0,
    learned,
    state: Object.fromEntries(
      [...rules].flatMap(([name, rule]) => Object.entries(rule.state).map(([key, value]) => [`${name}/${key}`, value])),
    ),
    initialise: (at) =>
      passing((rule, x) => {
        rule.initialise(x);
        return rule.view(
          x,
          rule.learned.map(({ value }) => value),
          at,
        );
      }),
    view: (values, at) =>
      passing((rule, x) => {
        const own = rule.learned.map((parameter) => values[learned.indexOf(parameter)] ?? parameter.value);
        return rule.view(x, own, at);
      }),
    async quantizers() {
      const entries = [...rules].map(async ([name, rule]) => [name, await rule.quantizer()] as const);
      return Object.fromEntries(await Promise.all(entries));
    },
  };
}
