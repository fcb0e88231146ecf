/** Numbers that a procedure cannot work with: the message says which procedure, what it received and what it needs. */
export class SampleError extends Error {
  override readonly name = "SampleError";
}
