/// <reference path="./jstat.d.ts" />
import jstat from "jstat";
import { SampleError } from "./sample-error.ts";

/**
 * How many standard errors a two-sided interval of Student's distribution reaches to each side.
 * @param procedure its name, for the message
 * @param confidence in (0, 1)
 * @param freedom degrees of freedom, which need not be whole
 * @throws {SampleError} for a confidence outside (0, 1)
 */
export function studentQuantile(procedure: string, confidence: number, freedom: number): number {
  if (!(confidence > 0 && confidence < 1)) {
    throw new SampleError(`${procedure} needs a confidence between 0 and 1, both excluded; received ${confidence}`);
  }
  return jstat.studentt.inv((1 + confidence) / 2, freedom);
}
