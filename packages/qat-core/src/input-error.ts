/** What a user gave cannot be used. The message says what failed, what is allowed and what to do. */
export class InputError extends Error {
  override readonly name = "InputError";

  constructor(failed: string, hints: { allowed?: string; remedy?: string; cause?: unknown } = {}) {
    const lines = [failed];
    if (hints.allowed !== undefined) lines.push(`allowed: ${hints.allowed}`);
    if (hints.remedy !== undefined) lines.push(`to do: ${hints.remedy}`);
    super(lines.join("\n  "), hints.cause === undefined ? undefined : { cause: hints.cause });
  }
}
