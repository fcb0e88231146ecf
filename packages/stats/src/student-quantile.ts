/// <reference path="./jstat.d.ts" />
import jstat from "jstat";
import { checkShare } from "./check-share.ts";

/**
 * How many standard errors a two-sided interval of Student's distribution reaches to each side.
 * @param procedure its name, for the message
 * @param confidence in (0, 1)
 * @param freedom degrees of freedom, which need not be whole
 * @throws {SampleError} for a confidence outside (0, 1)
 */
export function studentQuantile(procedure: string, confidence: number, freedom: number): number {
  checkShare(procedure, "a confidence", confidence);
  return jstat.studentt.inv((1 + confidence) / 2, freedom);
}
