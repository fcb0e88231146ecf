import { pairedDifference, tInterval } from "qat-stats";
import type { Claim } from "./claim.ts";
import type { Decision } from "./decision.ts";
import { describeFigure } from "./figure.ts";
import { collectReplicates, type JudgedCell } from "./replicates.ts";
import { thresholdOf, verdictOf } from "./threshold.ts";

/** Of each interval by itself, whatever the number of claims. */
export const confidence = 0.95;

/**
 * Decides each claim from a plan's cells, once on every device that they ran on: figures of two devices are never mixed.
 * The interval is Student's: of the differences paired by seed, or of the variant's own figures. Pure.
 */
export function decideClaims(claims: readonly Claim[], cells: readonly JudgedCell[]): Decision[] {
  const devices = [...new Set(cells.map(({ cell }) => cell.device))];
  return claims.flatMap((claim) =>
    devices.map((device) =>
      decide(
        claim,
        device,
        cells.filter(({ cell }) => cell.device === device),
      ),
    ),
  );
}

function decide(claim: Claim, device: Decision["device"], cells: readonly JudgedCell[]): Decision {
  const collected = collectReplicates(claim, cells);
  const threshold = thresholdOf(claim);
  if ("reasons" in collected) {
    const figure = describeFigure(claim.figure, "metric");
    return { claim, device, threshold, figure, verdict: "not measured", reasons: collected.reasons };
  }
  const { replicates, unit, metric } = collected;
  const values = replicates.map(({ value }) => value);
  const others = replicates.flatMap(({ against }) => against ?? []);
  const interval =
    claim.kind === "within" ? tInterval(values, confidence) : pairedDifference(values, others, confidence);
  const figure = describeFigure(claim.figure, metric);
  return { claim, device, threshold, figure, verdict: verdictOf(interval, threshold), interval, unit, replicates };
}
