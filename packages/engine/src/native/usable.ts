import { EngineError } from "../engine-error.ts";
import { findUsableInstall, type Install } from "./cache.ts";
import { unsupportedPlatform } from "./platform.ts";

export const INSTALL_COMMAND = "npm run qat-bench -- engine install";

/** The install to open, or in one line why there is none and what to do. Looks at files only. */
export type Usable =
  | { readonly usable: true; readonly install: Install }
  | { readonly usable: false; readonly detail: string; readonly remedy: string };

export function usableNative(): Usable {
  const unsupported = unsupportedPlatform();
  if (unsupported !== undefined) return { usable: false, detail: unsupported, remedy: "use the wasm engine" };
  const install = findUsableInstall();
  if (install !== undefined) return { usable: true, install };
  return { usable: false, detail: "TensorFlow's library is not installed", remedy: `run \`${INSTALL_COMMAND}\`` };
}

/** @throws EngineError where the native engine is not usable. */
export function requireNative(): Install {
  const native = usableNative();
  if (native.usable) return native.install;
  throw new EngineError(
    `the native engine was asked for, and ${native.detail}. Allowed here: wasm, or auto, which takes the best there is. ` +
      `To have it, ${native.remedy}.`,
  );
}
