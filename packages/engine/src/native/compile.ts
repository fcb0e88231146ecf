import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { EngineError } from "../engine-error.ts";
import { BINDING_FILE, bindingPackageFolder, LIBRARY_FOLDER } from "./cache.ts";
import { INCLUDE_FOLDER, LIBRARIES } from "./extract.ts";
import type { InstallContext } from "./progress.ts";

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** Node-API is the same for every Node.js that has this version of it, so one build serves 20, 22 and 24. */
const NODE_API_VERSION = 8;

/**
 * Compiles the binding of @tensorflow/tfjs-node-gpu, two files, against the libraries and headers in `folder`, into it.
 *
 * @throws EngineError with the compiler's first error.
 */
export async function compileBinding(folder: string, context: InstallContext = {}): Promise<void> {
  const source = bindingPackageFolder();
  const nodeHeaders = join(dirname(require.resolve("node-api-headers/package.json")), "include");
  const args = [
    ...["-O2", "-std=c++17", "-shared", "-fPIC", "-w"],
    ...[`-DNAPI_VERSION=${NODE_API_VERSION}`, "-DNODE_GYP_MODULE_NAME=tfjs_binding", "-DBUILDING_NODE_EXTENSION"],
    ...[`-I${source}`, `-I${join(folder, INCLUDE_FOLDER)}`, `-I${nodeHeaders}`],
    ...["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => join(source, "binding", file)),
    ...[`-L${join(folder, LIBRARY_FOLDER)}`, ...LIBRARIES.map((file) => `-l:${file}`)],
    // Relative to the binding itself: the folder is renamed when it is whole, and users move their caches.
    `-Wl,-rpath,$ORIGIN/${LIBRARY_FOLDER}`,
    ...["-o", join(folder, BINDING_FILE)],
  ];
  context.onProgress?.({ stage: "compile" });
  try {
    await run("g++", args, context.signal ? { signal: context.signal } : {});
  } catch (error) {
    context.signal?.throwIfAborted();
    const stderr = (error as { stderr?: string }).stderr ?? String(error);
    const first = stderr.split("\n").find((line) => line.includes("error")) ?? stderr.split("\n")[0];
    throw new EngineError(
      `g++ could not compile the binding of @tensorflow/tfjs-node-gpu: ${first} ` +
        "A g++ that knows C++17 is needed (8 or newer); install it, then install the engine again.",
      { cause: error },
    );
  }
}
