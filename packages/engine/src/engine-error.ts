/** Every error this package throws on purpose: what failed, what was received, what is allowed, what to do. */
export class EngineError extends Error {
  override readonly name = "EngineError";

  constructor(message: string, options?: ErrorOptions) {
    super(`[qat-engine] ${message}`, options);
  }
}
