import type { Method } from "../method.ts";
import type { Subject } from "./subject.ts";

/** One requirement on every variant at every precision; `run` throws where it is not met. */
export interface Check {
  /** Completes the sentence "the method ...". */
  readonly name: string;
  /** Where only some subjects are concerned. */
  concerns?(subject: Subject): boolean;
  run(subject: Subject): void | Promise<void>;
}

/** One requirement on a method as a whole. */
export interface MethodCheck {
  readonly name: string;
  run(method: Method): void;
}
