import * as tf from "@tensorflow/tfjs-core";
import {
  controlledGrid,
  learnedStep,
  type Method,
  parsePrecision,
  type Setup,
  type Variant,
  type WeightRule,
} from "qat-core";
import {
  type Check,
  continuesFromACheckpoint,
  describeMethod,
  endsAtTheOptimum,
  exportsRowsOfChannels,
  exportsTheGrid,
  isTheOptimizerAtFloat,
  isWellNamed,
  leaksNoTensor,
  movesByTheRule,
  quantizesActivations,
  quantizesItsExportToItself,
  quantizesWithoutSideEffects,
  refusesWithAReason,
  repeatsBitForBit,
  type Subject,
  staysFinite,
} from "qat-core/testing";
import { openEngine } from "qat-engine";
import { expect, test } from "vitest";
import { method as ste } from "./straight-through.ts";

await openEngine({ kind: "wasm" });

/** What a broken rule does differently from straight-through estimation. */
type Defect = (rule: WeightRule, latents: readonly tf.Tensor[], setup: Setup) => Partial<WeightRule>;

function broken(defect: Defect, precision: string): Subject {
  const sound: Variant = ste.variants.default;
  const variant: Variant = {
    ...sound,
    weights(latents, setup) {
      const rule = sound.weights(latents, setup);
      return { ...rule, ...defect(rule, latents, setup) };
    },
  };
  const parsed = parsePrecision(precision);
  return { variant, track: "controlled", precision: parsed, grid: controlledGrid(parsed.weightLevels) };
}

const float = (latents: readonly tf.Tensor[]) => latents.map((u) => ({ kind: "float", values: tf.clone(u) }) as const);

const defects: Record<string, readonly [defect: Defect, check: Check, message: RegExp, precision?: string]> = {
  "exports floats": [() => ({ quantize: float }), exportsTheGrid, /exported as floats; expected codes of 4 levels/],
  "exports a level too many": [
    (rule) => ({
      quantize: (u) =>
        rule
          .quantize(u)
          .map((q) =>
            q.kind === "codes" ? { ...q, codebook: tf.concat([q.codebook, tf.fill([1, 1], 9)], 1) as tf.Tensor2D } : q,
          ),
    }),
    exportsTheGrid,
    /has 5 levels; at most 4 are allowed at w2a32/,
  ],
  "exports codes outside of the codebook": [
    (rule) => ({
      quantize: (u) =>
        rule.quantize(u).map((q) => (q.kind === "codes" ? { ...q, codes: tf.add(q.codes, tf.scalar(1, "int32")) } : q)),
    }),
    exportsTheGrid,
    /code 4 at index \d+ is outside 0 \.\. 3/,
  ],
  "exports descending levels": [
    (rule) => ({
      quantize: (u) =>
        rule.quantize(u).map((q) => (q.kind === "codes" ? { ...q, codebook: tf.neg<tf.Tensor2D>(q.codebook) } : q)),
    }),
    exportsTheGrid,
    /expected ascending finite levels/,
  ],
  "ignores channels": [
    (_, latents, { grid }) => {
      const whole = { ...controlledGrid(grid.levels), name: grid.name, granularity: grid.granularity };
      const setup = {
        precision: parsePrecision("w2a32"),
        grid: whole,
        steps: 1,
        seed: 1,
      } as const;
      return ste.variants.default.weights(latents, setup);
    },
    exportsRowsOfChannels,
    /codebook of 4 values on uniform-4; expected 4 x 4/,
  ],
  "rounds up": [
    (rule) => ({ quantize: (u) => rule.quantize(u.map((latent) => tf.add(latent, 0.3))) }),
    quantizesItsExportToItself,
    /codes\/0\[\d+\] is/,
  ],
  "refits when asked for codes": [
    (rule, _, at) => ({
      quantize(u) {
        rule.settle?.(
          u.map((latent) => tf.mul(latent, 2)),
          { ...at, step: 0, progress: 0, rate: 0, rateSum: 0 },
        );
        return rule.quantize(u);
      },
    }),
    quantizesWithoutSideEffects,
    /exported after every step, and never/,
  ],
  "divides by zero": [
    () => ({ view: (u) => ({ live: u.map((latent) => tf.div(latent, 0)) }) }),
    staysFinite,
    /is -?Infinity at step 0; expected a finite number/,
  ],
  "transposes a gradient": [
    (rule) => ({
      view: (u, at) => ({
        ...rule.view(u, at),
        pullback: (gradients) => ({ latents: gradients.map((g) => tf.transpose(g)), learned: [] }),
      }),
    }),
    staysFinite,
    /gradients of the latents have shapes \[\[4,2,3,3\],\[6,4\]\]; expected \[\[3,3,2,4\],\[4,6\]\]/,
  ],
  "looks at the latents it was started with": [
    (rule, latents) => ({ view: (_, at) => rule.view(latents, at) }),
    movesByTheRule,
    /after 12 steps: latent/,
  ],
  "adds noise without a seed": [
    (rule) => ({
      settle: (u, at) =>
        rule.settle?.(
          u.map((latent) => tf.add(latent, Math.random() / 100)),
          at,
        ) ?? u,
    }),
    repeatsBitForBit,
    /the second run of the same seed: latent/,
  ],
  "keeps its codebooks to itself": [() => ({ state: {} }), continuesFromACheckpoint, /resumed in mid-training: latent/],
  "keeps a tensor a step": [
    (rule) => ({
      view(u, at) {
        tf.keep(tf.scalar(0));
        return rule.view(u, at);
      },
    }),
    leaksNoTensor,
    /5 tensors more after 5 steps/,
  ],
  "forgets a variable": [
    (rule) => ({ state: Object.fromEntries(Object.entries(rule.state).slice(1)) }),
    leaksNoTensor,
    /1 tensors left after dispose/,
  ],
  "discards the update of the latent": [
    (_, latents) => {
      const first = latents.map((u) => tf.clone(u));
      return { settle: () => first };
    },
    endsAtTheOptimum,
    /ended at another level than the optimum's/,
  ],
  "never refits its scale": [
    () => ({ settle: (u) => u.map((latent) => tf.mul(latent, 0.5)) }),
    endsAtTheOptimum,
    /ended at another level than the optimum's/,
  ],
  "decays at 32 bits": [
    () => ({ settle: (u) => u.map((latent) => tf.mul(latent, 0.999)) }),
    isTheOptimizerAtFloat,
    /after 12 steps: latent/,
    "w32a32",
  ],
};

for (const [name, [defect, check, message, precision = "w2a32"]] of Object.entries(defects)) {
  test(`a rule that ${name} fails: "${check.name}"`, async () => {
    const run = async () => check.run(broken(defect, precision));
    await expect(run()).rejects.toThrow(message);
  });
}

test('an activation rule that exports too many levels fails: "exports one quantizer ..."', async () => {
  const activations: Variant["activations"] = (setup) => ({
    ...learnedStep(setup),
    quantizer: async () => ({ scale: 1, offset: 0, levels: 17 }),
  });
  const subject = broken(() => ({}), "w2a32");
  const run = async () => quantizesActivations.run({ ...subject, variant: { ...subject.variant, activations } });
  await expect(run()).rejects.toThrow(/the quantizer is .*17.*expected at most 16 levels/);
});

test.each<[string, Partial<Method>, RegExp]>([
  ["name", { name: "STE_2" }, /"STE_2" is not a name/],
  ["summary", { summary: "Good" }, /the summary has 4 characters/],
  ["title", { title: " " }, /the title is empty/],
  ["arXiv id", { paper: { authors: "A", title: "T", year: 2020, arxiv: "abs/1" } }, /the arXiv id is "abs\/1"/],
  [
    "option",
    { variants: { default: { ...ste.variants.default, options: { lambda: Number.POSITIVE_INFINITY } } } },
    /option lambda of default is Infinity/,
  ],
])("a method with a bad %s fails: has a name ...", (_, wrong, message) => {
  expect(() => isWellNamed.run({ ...ste, ...wrong })).toThrow(message);
});

test("a refusal without a reason fails, and so does a method that supports nothing", () => {
  const refusing = (reason: string): Method => ({
    ...ste,
    variants: { default: { ...ste.variants.default, supports: () => ({ supported: false, reason }) } },
  });
  expect(() => refusesWithAReason.run(refusing("no"))).toThrow(/ste refuses w1a2 on uniform-2 with "no"/);
  expect(() => refusesWithAReason.run(refusing("its author was tired"))).toThrow(
    /supports none of the tested precisions/,
  );
});

test("an exemption must say why", () => {
  const exempt = [{ check: leaksNoTensor, reason: " " }];
  expect(() => describeMethod(ste, { exempt })).toThrow(/without a reason/);
});
