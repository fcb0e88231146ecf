import { mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { EngineError } from "../engine-error.ts";
import { BINDING_FILE, bindingPackageFolder } from "./cache.ts";

/** Where @tensorflow/tfjs-node-gpu looks for its binding, on every Node.js that has Node-API 8. */
function bindingPlace(packageFolder: string): string {
  return join(packageFolder, "lib", "napi-v8", BINDING_FILE);
}

/**
 * Links the installed binding into node_modules, where its package looks for it: a fresh `npm ci` has wiped the link.
 * Several processes may do so at once: the link is made under a name of its own and renamed, which replaces atomically.
 *
 * @throws EngineError where node_modules cannot be written.
 */
export function linkBinding(installFolder: string, packageFolder = bindingPackageFolder()): void {
  const target = join(installFolder, BINDING_FILE);
  const place = bindingPlace(packageFolder);
  if (linkTarget(place) === target) return;
  const temporary = `${place}.${process.pid}`;
  try {
    mkdirSync(dirname(place), { recursive: true });
    rmSync(temporary, { force: true }); // of a killed process that had this number
    symlinkSync(target, temporary);
    renameSync(temporary, place);
  } catch (error) {
    throw new EngineError(
      `the native binding could not be linked to ${place}: ${(error as Error).message}. ` +
        "Make node_modules writable for one run, or use the wasm engine.",
      { cause: error },
    );
  }
}

function linkTarget(place: string): string | undefined {
  try {
    return readlinkSync(place);
  } catch {
    return undefined;
  }
}
