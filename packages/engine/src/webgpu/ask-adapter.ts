import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type Adapter, type AdapterInfo, adapterOf } from "./adapter.ts";
import { type AdapterRequest, dawnModule } from "./dawn.ts";

const run = promisify(execFile);

/** A driver that has not answered by then does not work. */
const ANSWER_LIMIT_MS = 20_000;

const QUESTION = `
  const [module, request] = process.argv.slice(1);
  const { flags, options } = JSON.parse(request);
  const { create } = await import(module);
  const info = (await create(flags).requestAdapter(options))?.info;
  const { vendor, architecture, device, description, isFallbackAdapter } = info ?? {};
  console.log(JSON.stringify(info ? { vendor, architecture, device, description, isFallbackAdapter } : null));
`;

/** The adapter that the request gets, or what the drivers printed instead. */
export type Answer = { readonly adapter: Adapter } | { readonly adapter: null; readonly printed: string };

/**
 * Asks for an adapter in a process of its own: a broken driver can end or hang a process, and what drivers print is the only
 * sign of what is missing. Takes a tenth of a second.
 */
export async function askAdapter(request: AdapterRequest): Promise<Answer> {
  const module = pathToFileURL(dawnModule()).href;
  const args = ["--input-type=module", "--eval", QUESTION, "--", module, JSON.stringify(request)];
  try {
    const { stdout, stderr } = await run(process.execPath, args, { timeout: ANSWER_LIMIT_MS, killSignal: "SIGKILL" });
    const info = JSON.parse(stdout.trim().split("\n").at(-1) ?? "null") as AdapterInfo | null;
    return info === null ? { adapter: null, printed: stderr } : { adapter: adapterOf(info) };
  } catch (error) {
    const { killed, signal, stderr = "" } = error as { killed?: boolean; signal?: string | null; stderr?: string };
    if (killed) return { adapter: null, printed: `the drivers did not answer within ${ANSWER_LIMIT_MS / 1000} s` };
    return { adapter: null, printed: signal ? `a driver crashed (${signal})` : stderr || String(error) };
  }
}
