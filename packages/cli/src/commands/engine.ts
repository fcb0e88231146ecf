import { Command, Option } from "commander";
import { type EngineReport, engineFingerprint, inspectEngines, installNative, resolveEngine } from "qat-engine";
import { exitCodes } from "../exit-codes.ts";
import { showStages } from "../stage-progress.ts";
import { textTable } from "../text-table.ts";
import { engineBenchCommand } from "./engine-bench.ts";
import { engineMicroCommand } from "./engine-micro.ts";

interface JsonOption {
  readonly json?: boolean;
}

export function engineCommand(): Command {
  const engine = new Command("engine")
    .description("What computes: list, examine, install or measure engines.")
    .addHelpText(
      "after",
      "\nExamples:\n  qat-bench engine list\n  qat-bench engine doctor\n  qat-bench engine install --flavor cpu\n  qat-bench engine bench --model resnet20",
    );
  engine
    .command("list")
    .description("List the engines, and which of them `auto` is here.")
    .option("--json", "as JSON")
    .action(async ({ json }: JsonOption) => {
      const auto = resolveEngine("auto");
      const engines = (await inspectEngines()).map((report) => ({ ...report, auto: report.kind === auto }));
      if (json) process.stdout.write(`${JSON.stringify(engines, null, 1)}\n`);
      else {
        const rows = engines.map(({ kind, usable, detail }) => [
          kind,
          usable ? "usable" : "not usable",
          kind === auto ? "yes" : "",
          detail,
        ]);
        process.stdout.write(`${textTable(["engine", "here", "auto", "what it is"], rows)}\n`);
      }
    });
  engine
    .command("doctor")
    .description("Say of each engine whether it works here, and what to do where it does not.")
    .option("--json", "as JSON")
    .action(async ({ json }: JsonOption) => {
      const engines = await Promise.all(
        (await inspectEngines()).map(async (report) => ({
          ...report,
          ...(report.usable ? { fingerprint: await engineFingerprint(report.kind) } : {}),
        })),
      );
      if (json) process.stdout.write(`${JSON.stringify(engines, null, 1)}\n`);
      else for (const report of engines) process.stdout.write(`${diagnosis(report)}\n`);
    });
  engine
    .command("install")
    .description("Provision native TensorFlow into the user's cache; nothing happens where it is there already.")
    .addOption(new Option("--flavor <flavor>", "which library").choices(["cpu", "cuda"]).default("cpu"))
    .option("--sha256 <hash>", "the wheel's checksum, for a flavor that has none pinned")
    .option("--json", "the outcome as JSON")
    .action(async ({ flavor, sha256, json }: { flavor: "cpu" | "cuda"; sha256?: string } & JsonOption) => {
      const interrupt = new AbortController();
      process.once("SIGINT", () => interrupt.abort());
      const progress = showStages(process.stderr);
      try {
        const result = await installNative({
          flavor,
          signal: interrupt.signal,
          onProgress: progress.show,
          ...(sha256 === undefined ? {} : { sha256 }),
        });
        progress.end();
        if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
        else
          process.stdout.write(
            `native engine ${result.alreadyThere ? "is there already" : "installed"}: ${result.path}\n`,
          );
      } catch (error) {
        progress.end();
        if (!interrupt.signal.aborted) throw error;
        process.exitCode = exitCodes.interrupted;
      }
    });
  return engine.addCommand(engineBenchCommand()).addCommand(engineMicroCommand());
}

function diagnosis({ kind, usable, detail, remedy, fingerprint }: EngineReport & { fingerprint?: object }): string {
  const lines = [`${kind}: ${usable ? "works" : "does not work"} here`, `  ${detail}`];
  if (remedy !== undefined) lines.push(`  to do: ${remedy}`);
  if (fingerprint)
    lines.push(
      `  accuracy depends on: ${Object.entries(fingerprint)
        .map(([name, value]) => `${name} ${value}`)
        .join(", ")}`,
    );
  return lines.join("\n");
}
