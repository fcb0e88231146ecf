import { fork } from "node:child_process";
import pidusage from "pidusage";
import type { CellMessage, Job, Outcome, Stage } from "../cell/messages.ts";

export interface Limits {
  readonly seconds: number;
  readonly memoryBytes: number;
}

/** How a cell's process ended: by itself, or by the runner's hand. */
export type CellEnd =
  | { readonly by: "itself"; readonly outcome: Outcome; readonly log: string }
  | { readonly by: "time limit"; readonly stage: Stage; readonly log: string }
  | { readonly by: "memory limit"; readonly stage: Stage; readonly bytes: number; readonly log: string }
  | { readonly by: "crash"; readonly stage: Stage; readonly how: string; readonly log: string }
  | { readonly by: "abort" };

/** Of what the process printed, the end is kept. */
const logCharacters = 8_000;
const memoryPollMilliseconds = 500;

/**
 * Runs a cell's program in a process of its own, to its end or to a limit: past it the process is killed.
 * @param program path of the module
 * @param signal kills the process when it is aborted
 */
export function runCellProcess(
  program: string,
  job: Job,
  env: Readonly<Record<string, string>>,
  limits: Limits,
  onMessage: (message: Exclude<CellMessage, { type: "outcome" }>) => void,
  signal: AbortSignal,
): Promise<CellEnd> {
  return new Promise((resolve) => {
    const child = fork(program, {
      execArgv: ["--enable-source-maps"],
      env: { ...process.env, ...env, QAT_BENCH_RUNNER: String(process.pid) },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      serialization: "advanced",
    });
    let stage: Stage = "start";
    let log = "";
    let outcome: Outcome | undefined;
    let killed: CellEnd | undefined;
    const kill = (why: CellEnd) => {
      killed ??= why;
      child.kill("SIGKILL");
    };
    const keep = (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-logCharacters);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.on("message", (message: CellMessage) => {
      if (message.type === "outcome") {
        outcome = message.outcome;
        return;
      }
      if (message.type === "stage") stage = message.stage;
      onMessage(message);
    });
    const timer = setTimeout(() => kill({ by: "time limit", stage, log }), limits.seconds * 1000);
    const memory = setInterval(() => {
      // The process may be gone by the time it is looked at.
      const look = child.pid === undefined ? undefined : pidusage(child.pid).catch(() => undefined);
      void look?.then((usage) => {
        if (usage && usage.memory > limits.memoryBytes) kill({ by: "memory limit", stage, bytes: usage.memory, log });
      });
    }, memoryPollMilliseconds);
    const abort = () => kill({ by: "abort" });
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);

    const end = (how: string) => {
      clearTimeout(timer);
      clearInterval(memory);
      signal.removeEventListener("abort", abort);
      if (signal.aborted && !outcome) resolve({ by: "abort" });
      else if (outcome) resolve({ by: "itself", outcome, log });
      else resolve(killed ?? { by: "crash", stage, how, log });
    };
    child.once("error", (error) => end(String(error)));
    child.once("close", (code, signalName) => end(signalName ? `killed by ${signalName}` : `exit code ${code}`));
    child.send(job, (error) => {
      if (error) keep(Buffer.from(String(error)));
    });
  });
}
