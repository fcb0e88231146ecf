export { type Claim, claimSchema, type Figure, variantsOfClaim } from "./claim.ts";
export { confidence, decideClaims } from "./decide.ts";
export type { Decision, MeasuredClaim, Replicate, UnmeasuredClaim, Verdict } from "./decision.ts";
export { type PublishedFigure, publishedFigureSchema } from "./published.ts";
export type { JudgedCell } from "./replicates.ts";
export type { Source } from "./source.ts";
export type { Threshold } from "./threshold.ts";
