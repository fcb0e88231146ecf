import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { Command } from "commander";
import prettyBytes from "pretty-bytes";
import { canProvision, installNative, resolveEngine } from "qat-engine";
import { hardware } from "qat-runner";
import { exitCodes } from "../exit-codes.ts";
import { offlineOption, openWithData } from "../provide-data.ts";
import { type Selection, shardOption, suiteOptions } from "../selection.ts";
import type { Session } from "../session.ts";
import { showStages } from "../stage-progress.ts";
import { runSession } from "./run.ts";

/** What `npm run bench` does: provision, `turbo run bench`, then whatever turbo could not know, and the report. */
export function benchCommand(): Command {
  return shardOption(offlineOption(suiteOptions(new Command("bench"))))
    .description("The whole job: provision engine and data, run the suite with turbo (one task a method), report.")
    .addHelpText(
      "after",
      `
Examples:
  npm run bench                        the suite smoke
  npm run bench -- --suite nightly     another suite
  npm run bench -- --shard 1/4         a quarter of it, for one of four machines
  npm run bench -- --device wasm       no native engine, and no download of one`,
    )
    .action(async (options: Selection & { offline?: boolean }) => {
      if (["auto", "native"].includes(options.device ?? "auto")) await provision();
      const session = await openWithData(options);
      if (session === null) {
        process.exitCode = exitCodes.interrupted;
        return;
      }
      const interrupted = await runTurbo(session, options);
      if (interrupted) process.exitCode = exitCodes.interrupted;
      // Turbo may have answered from its cache for a ledger that is no longer there: the cells' keys have the last word.
      else process.exitCode = await runSession(session, { onlyMissing: true, cellsPerGpu: 1 });
    });
}

/** Installs native TensorFlow where that is possible, says what it does, and in one line why where it does not. */
async function provision(): Promise<void> {
  if (resolveEngine("auto") === "native") return;
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const possible = await canProvision();
  if (!possible.ok) {
    say(`native engine: not here (${possible.reason}); training on WebAssembly, which is slower`);
    return;
  }
  say(
    `native engine: downloading TensorFlow, ${prettyBytes(possible.bytes)}, once, into the user's cache; decline with: npm run bench -- --device wasm`,
  );
  const progress = showStages(process.stderr);
  try {
    await installNative({ flavor: "cpu", onProgress: progress.show });
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    say(`native engine: not installed (${reason}); training on WebAssembly, which is slower`);
  }
  progress.end();
}

/** Runs `turbo run bench`; the methods' own tasks train. Returns whether it was interrupted. */
async function runTurbo({ plan }: Session, options: Selection): Promise<boolean> {
  const machine = createHash("sha256")
    .update(
      JSON.stringify([plan.cells[0]?.engine, hardware(), [...new Set(plan.cells.map(({ data }) => data.sha256))]]),
    )
    .digest("hex");
  const turbo = createRequire(import.meta.url).resolve("turbo/bin/turbo");
  const child = spawn(
    process.execPath,
    [turbo, "run", "bench", "--continue=always", "--output-logs=new-only", "--", ...forwarded(options)],
    {
      stdio: "inherit",
      env: {
        ...process.env,
        TURBO_TELEMETRY_DISABLED: "1",
        QAT_BENCH_MACHINE: machine,
      },
    },
  );
  let interrupted = false;
  // Ctrl-C reaches turbo and its tasks by themselves; this process waits for them to end.
  const onInterrupt = () => {
    interrupted = true;
  };
  const onTerminate = () => {
    interrupted = true;
    child.kill("SIGTERM");
  };
  process.on("SIGINT", onInterrupt).on("SIGTERM", onTerminate);
  await new Promise<void>((settle, reject) => {
    child.once("error", reject).once("close", () => settle());
  });
  process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate);
  return interrupted;
}

/** The command line as the methods' own tasks get it, so that turbo keys its cache by it. */
function forwarded({
  suite,
  task = [],
  precision = [],
  seed = [],
  device,
  budget,
  shard,
  ledger,
}: Selection): string[] {
  return [
    ...["--suite", suite],
    ...task.flatMap((name) => ["--task", name]),
    ...precision.flatMap((name) => ["--precision", name]),
    ...seed.flatMap((number) => ["--seed", String(number)]),
    ...(device === undefined ? [] : ["--device", device]),
    ...(budget === undefined ? [] : ["--budget", String(budget)]),
    ...(shard === undefined ? [] : ["--shard", `${shard.index}/${shard.count}`]),
    ...(ledger === undefined ? [] : ["--ledger", resolve(ledger)]),
  ];
}
