import type { Method } from "../method.ts";
import type { ActivationSubject, Subject } from "./subject.ts";

/** One requirement on every variant, on every track, at every precision; `run` throws where it is not met. */
export interface Check<S = Subject> {
  /** Completes the sentence "the method ...". */
  readonly name: string;
  /** Where only some subjects are concerned. */
  concerns?(subject: S): boolean;
  run(subject: S): void | Promise<void>;
}

/** One requirement on how a variant quantizes activations, at every number of bits, after a ReLU and elsewhere. */
export type ActivationCheck = Check<ActivationSubject>;

/** One requirement on a method as a whole. */
export interface MethodCheck {
  readonly name: string;
  run(method: Method): void;
}
