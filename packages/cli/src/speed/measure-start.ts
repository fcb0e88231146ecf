import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { EngineKind } from "qat-engine";
import { bundle, methodSources, placeProgram, type Workspace } from "qat-runner";
import type { Effort, Start, StartJob } from "qat-speed";
import { median } from "qat-stats";

/** Processes whose start is timed; one alone may be the first to read its files from the disk. */
const processes = 3;
/** What they print beside their figures is the engine's. */
const mostOutput = 2 ** 24;

/**
 * The start of a process that is bundled and started as a cell's is, up to its first training step, and its peak memory
 * after a few: medians over three processes, and the most memory of any.
 * @param variant as tables name it: `ste/lsq`
 */
export async function measureStart(
  workspace: Workspace,
  variant: string,
  { engine, ...job }: Omit<StartJob, "variant" | "steps"> & { readonly engine: EngineKind },
  { steps, onProgress }: Effort,
): Promise<Start> {
  const [name, own = "default"] = variant.split("/");
  const source = methodSources(workspace).find((method) => method.name === name);
  if (!source) throw new Error(`there is no method ${name} in ${workspace.root}`);
  const program = await bundle(workspace, [
    `import { method } from ${JSON.stringify(source.entry)};`,
    `import { open } from "qat-engine/${engine}";`,
    'import { runStart } from "qat-speed/start";',
    "await runStart(method, open);",
  ]);
  const path = await placeProgram(workspace, program);
  const told: StartJob = { ...job, variant: own, steps: Math.min(steps ?? 5, 5) };
  const count = steps === undefined ? processes : 1;
  const starts: Start[] = [];
  for (let i = 0; i < count; i++) {
    onProgress?.({ stage: "start of a process", share: i / count });
    const { stdout } = await promisify(execFile)(process.execPath, [path, JSON.stringify(told)], {
      maxBuffer: mostOutput,
    });
    starts.push(JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Start);
  }
  onProgress?.({ stage: "start of a process", share: 1 });
  const middle = (figure: keyof Start) => median(starts.map((start) => start[figure]));
  return {
    load: middle("load"),
    engine: middle("engine"),
    training: middle("training"),
    total: middle("total"),
    peakMemoryBytes: Math.max(...starts.map(({ peakMemoryBytes }) => peakMemoryBytes)),
  };
}
