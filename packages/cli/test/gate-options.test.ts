import { Command } from "commander";
import { expect, test } from "vitest";
import { type GateCommandOptions, gateOptions } from "../src/gate/options.ts";

/** What the options are, or the message that refuses them. */
function parse(...args: readonly string[]): GateCommandOptions | string {
  let message = "";
  const command = gateOptions(new Command("gate"))
    .exitOverride()
    .configureOutput({ writeErr: (text) => (message += text) });
  try {
    return command.parse(args, { from: "user" }).opts<GateCommandOptions>();
  } catch (error) {
    return message || (error as Error).message;
  }
}

test("without any, a gate is of the suite pr, fifteen minutes long, and fails for what is worse or undecided", () => {
  expect(parse()).toMatchObject({
    suite: "pr",
    margin: 0.5,
    alpha: 0.05,
    budget: 900,
    cellsPerGpu: 1,
    failOn: ["regression", "inconclusive"],
  });
});

test.each([
  ["90s", 90],
  ["15m", 900],
  ["1.5h", 5400],
])("a budget of %s is %d seconds", (text, seconds) => {
  expect(parse("--budget", text)).toMatchObject({ budget: seconds });
});

test.each([
  ["never", []],
  ["regression", ["regression"]],
  ["inconclusive", ["inconclusive"]],
  ["inconclusive,regression", ["regression", "inconclusive"]],
])("--fail-on %s", (text, failOn) => {
  expect(parse("--fail-on", text)).toMatchObject({ failOn });
});

test("what may be given several times is collected", () => {
  expect(parse("--variant", "a", "--variant", "b/*", "--task", "t", "--precision", "w2a32")).toMatchObject({
    variant: ["a", "b/*"],
    task: ["t"],
    precision: ["w2a32"],
  });
});

test.each([
  ...["15", "0m", "-1m", "m", "15 m", "15d", ""].map((value) => ["--budget", value, "a time above 0 with its unit"]),
  ...["always", "", "regression,", "never,regression", "regression,regression"].map((value) => [
    "--fail-on",
    value,
    "allowed are regression, inconclusive",
  ]),
  ...["0", "1", "-0.1", "five", "NaN"].map((value) => ["--alpha", value, "a share between 0 and 1"]),
  ...["-1", "", "half", "Infinity"].map((value) => ["--margin", value, "a number from 0"]),
  ...["0", "1.5", "two"].map((value) => ["--cells-per-gpu", value, "a whole number from 1"]),
  ["--device", "abacus", "allowed: auto, native, wasm, webgpu"],
])("%s %j is refused, and it is said what is allowed", (option, value, message) => {
  expect(parse(option ?? "", value ?? "")).toContain(message);
});
