import { type Command, InvalidArgumentError, Option } from "commander";
import type { FailOn } from "qat-gate";
import type { Suite } from "qat-runner";
import { engineNamed } from "../engine-named.ts";
import { offlineOption } from "../provide-data.ts";
import { collect } from "../selection.ts";

/** How a gate decides. */
export interface RuleOptions {
  readonly margin: number;
  readonly alpha: number;
  /** Seconds. */
  readonly budget: number;
}

/** What `qat-bench gate` is asked for. */
export interface GateCommandOptions extends RuleOptions {
  readonly base?: string;
  readonly head?: string;
  readonly suite: string;
  readonly variant?: string[];
  readonly task?: string[];
  readonly precision?: string[];
  readonly device?: Suite["devices"][number];
  readonly ledger?: string;
  readonly cellsPerGpu: number;
  readonly failOn: FailOn;
  readonly offline?: boolean;
  readonly plan?: boolean;
  readonly json?: boolean;
  readonly markdown?: string;
}

export function gateOptions(command: Command): Command {
  return ruleOptions(offlineOption(command))
    .option(
      "--base <commit or ledger>",
      "what head is compared with: a commit, branch or tag, or a folder of records (default: where head left the default branch)",
    )
    .option("--head <commit>", "what is judged (default: this checkout as it is)")
    .option("--suite <name>", "the matrix: suites/<name>.json of head", "pr")
    .option("--variant <pattern>", "only these: ste, ste/lsq, 'ste/*' (repeatable)", collect)
    .option("--task <name>", "only these tasks (repeatable)", collect)
    .option("--precision <name>", "only these precisions, as w2a32 (repeatable)", collect)
    .option("--device <name>", "where cells train: auto, native, wasm or webgpu", engineNamed("device"))
    .option("--cells-per-gpu <n>", "cells that share a GPU", cells, 1)
    .option("--ledger <folder>", "where records are kept and found (default: reports/ledger)")
    .addOption(
      new Option("--fail-on <conclusions>", "regression (exit code 1), inconclusive (3), or never")
        .argParser(conclusions)
        .default(["regression", "inconclusive"], "regression,inconclusive"),
    )
    .option("--plan", "only say which cells the change touches, and why")
    .option("--markdown <file>", "write a pull request's comment")
    .option("--json", "everything as JSON on standard output, progress on standard error");
}

/** Adds the options that say how a gate decides. */
export function ruleOptions(command: Command): Command {
  return command
    .option("--margin <points>", "differences within it do not matter", margin, 0.5)
    .option("--alpha <share>", "share of gates in which any verdict may be wrong", alpha, 0.05)
    .addOption(
      new Option("--budget <time>", "wall time that training may take, as 90s, 15m or 2h")
        .argParser(seconds)
        .default(15 * 60, "15m"),
    );
}

function margin(value: string): number {
  const points = value === "" ? Number.NaN : Number(value);
  if (!(points >= 0 && Number.isFinite(points))) throw new InvalidArgumentError("a margin is a number from 0, as 0.5.");
  return points;
}

function alpha(value: string): number {
  const share = Number(value);
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError("alpha is a share between 0 and 1, as 0.05.");
  return share;
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Reads a time: `90s`, `15m`, `1.5h`. */
export function seconds(value: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([smh])$/.exec(value) ?? [];
  const time = Number(digits) * (units[unit ?? ""] ?? Number.NaN);
  if (!(time > 0)) throw new InvalidArgumentError("a budget is a time above 0 with its unit, as 90s, 15m or 2h.");
  return time;
}

function cells(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("cells are a whole number from 1.");
  return number;
}

/** Reads what fails the command: `regression,inconclusive`, `never`. */
export function conclusions(value: string): FailOn {
  if (value === "never") return [];
  const named = value.split(",");
  const known = (["regression", "inconclusive"] as const).filter((conclusion) => named.includes(conclusion));
  if (known.length !== named.length) {
    throw new InvalidArgumentError("allowed are regression, inconclusive, regression,inconclusive and never.");
  }
  return known;
}
