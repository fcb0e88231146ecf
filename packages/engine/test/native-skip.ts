import { resolveEngine } from "../src/index.ts";
import { INSTALL_COMMAND } from "../src/native/usable.ts";

export const nativeIsThere = resolveEngine("auto") === "native";

/** Call first in a test that needs the native engine: where that is not installed the test is skipped, with a note. */
export function skipWithoutNative(context: { skip: (condition: boolean, note?: string) => void }): void {
  context.skip(!nativeIsThere, `native engine not installed: run \`${INSTALL_COMMAND}\``);
}
