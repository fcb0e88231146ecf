import { type Claim, variantsOfClaim } from "qat-claims";
import { InputError } from "qat-core";
import type { Cell } from "qat-ledger";

/**
 * Refuses claims about cells that the suite does not have: a misspelt variant would stay unmeasured for ever.
 * @throws {InputError} that names every such claim with the cells that it lacks
 */
export function checkClaims(claims: readonly Claim[], cells: readonly Cell[]): void {
  const known = new Set(cells.map(({ variant, task, precision }) => [variant, task, precision].join(" ")));
  const faults = claims.flatMap((claim) => {
    const needed = variantsOfClaim(claim).map((variant) => [variant, claim.task, claim.precision].join(" "));
    const lacking = needed.filter((name) => !known.has(name));
    return lacking.length === 0 ? [] : [`  ${claim.title}: ${lacking.join(", ")}`];
  });
  if (faults.length > 0) {
    throw new InputError(`the suite claims something about cells that it does not have\n${faults.join("\n")}`, {
      remedy: "add the cells to the suite's include, or correct the claim's variant, against, task or precision",
    });
  }
}
