import { z } from "zod";
import { sourceSchema } from "./source.ts";

const name = z.string().min(1);

/** One number that a completed record gives. */
const figureSchema = z.discriminatedUnion("of", [
  /** The metric of the exported network on the whole test set. */
  z.strictObject({ of: z.literal("metric") }),
  /** The last value of a curve, or its mean over training. */
  z.strictObject({ of: z.literal("curve"), curve: name, take: z.enum(["last", "mean"]) }),
  /** How far a curve K lies from another, R: mean |K - R| / mean R. */
  z.strictObject({ of: z.literal("distance"), curve: name, to: name }),
  /** The rise of the training loss where the exported weights are perturbed. */
  z.strictObject({ of: z.literal("flatness") }),
]);

const common = {
  title: name,
  source: sourceSchema,
  /** What a reader must know to judge the claim: where this suite departs from its source. */
  note: name.optional(),
  figure: figureSchema,
  task: name,
  precision: name,
  /** The variant that the claim is about. */
  variant: name,
};
const against = name;
const distance = z.number().nonnegative().default(0);

/**
 * A statement about one variant's figure at one task and precision, over the suite's seeds; d is the mean, over seeds,
 * of the variant's figure less the other's with the same seed.
 */
export const claimSchema = z
  .discriminatedUnion("kind", [
    /** d > by */
    z.strictObject({ ...common, kind: z.literal("higher"), against, by: distance }),
    /** d < -by */
    z.strictObject({ ...common, kind: z.literal("lower"), against, by: distance }),
    /** d >= -margin: not worse by more than the margin. With a margin of 0 only the better and the equal can show it. */
    z.strictObject({ ...common, kind: z.literal("notLower"), against, margin: distance }),
    /** The mean, over seeds, of the variant's own figure < bound. */
    z.strictObject({ ...common, kind: z.literal("within"), bound: z.number() }),
  ])
  .refine((claim) => claim.kind === "within" || claim.variant !== claim.against, {
    message: "a variant is compared with another one, not with itself",
    path: ["against"],
  });

export type Claim = z.infer<typeof claimSchema>;
export type Figure = Claim["figure"];

/** The variants whose cells decide a claim: its own, and the one that it is compared with. */
export function variantsOfClaim(claim: Claim): string[] {
  return claim.kind === "within" ? [claim.variant] : [claim.variant, claim.against];
}
