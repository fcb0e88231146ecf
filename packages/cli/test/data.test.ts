import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { timeLeft } from "../src/stage-progress.ts";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { addFetchedTask, contents, type FileServer, serveContents } from "./fixtures/fetched-task.ts";
import { until } from "./fixtures/processes.ts";
import { addHalvesTask, addSuite } from "./fixtures/scaffold.ts";

// Each test runs the command several times, and a run trains.
vi.setConfig({ testTimeout: 120_000 });

let checkout: Checkout;
let server: FileServer;
let root: string;

beforeAll(async () => {
  checkout = await openCheckout();
  server = await serveContents();
  await addHalvesTask(checkout);
  await addFetchedTask(checkout, server.address);
  await addSuite(checkout, "fetched", { tasks: ["halves", "fetched"] });
});
afterAll(async () => {
  server?.close();
  await checkout?.remove();
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "qat-data-"));
  Object.assign(server, { has: true, stalls: false, requests: 0 });
});
afterEach(() => rm(root, { recursive: true }));

const cache = () => join(root, "cache");
const start = (command: string, environment = {}) =>
  checkout.start(command.split(" "), { QAT_BENCH_CACHE: cache(), ...environment });
const run = (command: string, environment = {}) => start(command, environment).ended;
const cached = async () => (await readdir(join(cache(), "data"), { recursive: true }).catch(() => [])).sort();

async function keys(environment = {}): Promise<string[]> {
  const { stdout } = await run("plan --suite fetched --json", environment);
  return (JSON.parse(stdout) as { cells: { key: string }[] }).cells.map(({ key }) => key);
}

describe("qat-bench data", () => {
  test("list says what is not here, fetch brings it, list says where it is, verify that it is right", async () => {
    const before = await run("data list small");
    expect(before).toMatchObject({ code: 0, stderr: "" });
    expect(before.stdout).toMatch(/^small +70 kB +fetched +small-images +not here/m);
    expect(await run("data verify small")).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /small-labels +missing.*\n[\s\S]*to do: run `npm run qat-bench -- data fetch small`/,
      ),
    });

    const fetched = await run("data fetch small");
    expect(fetched).toMatchObject({ code: 0, stdout: `small came from ${server.address}\n` });
    expect(fetched.stderr).toMatch(/^ {2}small-images\.gz/m);
    expect(await run("data fetch small --json")).toEqual({
      code: 0,
      stderr: "",
      stdout: `${JSON.stringify([{ name: "small", alreadyThere: true, from: [] }], null, 1)}\n`,
    });

    const [listed] = JSON.parse((await run("data list small --json")).stdout);
    expect(listed).toMatchObject({ name: "small", tasks: ["fetched"], bytes: 70_006, whole: true });
    expect(listed.files[0]).toEqual({
      name: "small-images",
      bytes: 70_000,
      path: join(cache(), "data/small/small-images"),
      place: "your cache",
    });
    expect(await run("data verify small")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/small-images +right/),
    });
    await writeFile(join(cache(), "data/small/small-labels"), "LABELS");
    const [verified] = JSON.parse((await run("data verify small --json")).stdout);
    expect(verified).toMatchObject({ right: false, files: [{ state: "right" }, { state: "altered" }] });
    expect(await run("data fetch small")).toMatchObject({ code: 0 });
    expect(await run("data verify small")).toMatchObject({ code: 0 });
  });

  test("all datasets of the installed tasks are meant where none is named", async () => {
    const names = JSON.parse((await run("data list --json")).stdout).map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(["mnist", "small"]));
  });

  test("list has a task a line, where many train on one dataset", async () => {
    const [{ tasks }] = JSON.parse((await run("data list cifar10 --json")).stdout);
    const lines = (await run("data list cifar10")).stdout.trimEnd().split("\n").slice(1);
    expect(tasks.length).toBeGreaterThan(6);
    expect(lines.map((line) => line.split(/ +/).filter((word) => tasks.includes(word)))).toEqual(
      tasks.map((task: string) => [task]),
    );
  });

  test("a server that has nothing: exit code 1, the address, why, and where to put the files by hand", async () => {
    server.has = false;
    const { code, stdout, stderr } = await run("data fetch small");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^qat-bench: the dataset small could not be fetched\n {2}http:\S+: .*404\n {2}to do: run `npm/m,
    );
    expect(stderr).toContain(`into ${cache()}/data/small`);
  });

  test.each([
    [
      "data fetch smal",
      /^qat-bench: unknown dataset "smal"\n {2}allowed: .*small.*\n {2}to do: did you mean small\?\n$/,
    ],
    ["data fetsh", /^error: unknown command 'fetsh'\n\(Did you mean fetch\?\)/],
    ["data list --jsn", /^error: unknown option '--jsn'/],
  ])("%s: exit code 2, and what is allowed", async (command, stderr) => {
    expect(await run(command)).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(stderr) });
  });

  test.each(["data", "data fetch"])("%s --help has examples", async (command) => {
    const { code, stdout } = await run(`${command} --help`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}qat-bench data /);
  });

  test("Ctrl-C ends a fetch with 130, and nothing half counts", async () => {
    server.stalls = true;
    const running = start("data fetch small");
    await until("a request", async () => server.requests > 0);
    running.interrupt();
    expect(await running.ended).toMatchObject({ code: 130, stdout: "" });
    expect((await cached()).filter((name) => !name.includes(".parts"))).toEqual([]);
  });
});

describe("a run", () => {
  test("plan says what is missing and fetches nothing; a run fetches it first and trains, a second finds it", async () => {
    const plan = await run("plan --suite fetched");
    expect(plan.stdout).toMatch(
      /^small is not here, and keys depend on it: run `npm run qat-bench -- data fetch small`/m,
    );
    expect(server.requests).toBe(0);

    const first = await run("run --suite fetched");
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(/^data: fetching small once, into the user's cache, where it takes 70 kB$/m);
    expect(first.stderr).toContain(`data: small is here, from ${server.address}\n`);
    expect(first.stdout).toMatch(/^ok ste fetched w2a32 seed 1/m);
    const { requests } = server;
    expect(await run("run --suite fetched")).toMatchObject({ code: 0, stderr: "" });
    expect(server.requests).toBe(requests);
  });

  test("fetches only what the selected cells train on", async () => {
    expect(await run("run --suite fetched --task halves")).toMatchObject({ code: 0, stderr: "" });
    expect(server.requests).toBe(0);
  });

  test.each([
    ["--offline", "run --suite fetched --offline", {}],
    ["QAT_BENCH_OFFLINE", "run --suite fetched", { QAT_BENCH_OFFLINE: "1" }],
  ])(
    "refuses to fetch under %s: exit code 2, the files, the places, what to do",
    async (_what, command, environment) => {
      const { code, stdout, stderr } = await run(command, environment);
      expect({ code, stdout, requests: server.requests }).toEqual({ code: 2, stdout: "", requests: 0 });
      expect(stderr).toMatch(
        /^qat-bench: the data files small-images, small-labels are missing: looked for, .*\n {2}to do: run `npm run/,
      );
    },
  );

  test("under --offline trains where nothing is missing", async () => {
    expect(await run("run --suite fetched --task halves --offline")).toMatchObject({ code: 0, stderr: "" });
  });

  test("where it cannot be fetched, its cells fail with what to do and the others finish", async () => {
    server.has = false;
    const { code, stdout, stderr } = await run("run --suite fetched --json");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^data: the dataset small could not be fetched\n {2}http/m);
    expect(JSON.parse(stdout).records).toMatchObject([
      { cell: { task: "halves" }, status: "completed" },
      {
        cell: { task: "fetched" },
        status: "failed",
        stage: "load",
        reason: expect.stringMatching(/small-images, small-labels are missing: .*\n {2}to do: run `npm run/),
      },
    ]);
  });

  test("a cell's key follows the data's content: not the place, not the compression", async () => {
    const own = join(root, "own", "small");
    await mkdir(own, { recursive: true });
    const environment = { QAT_BENCH_DATA: join(root, "own") };
    for (const [name, content] of Object.entries(contents)) await writeFile(join(own, `${name}.gz`), gzipSync(content));
    const compressed = await keys(environment);
    await run("data fetch small");
    expect(await keys()).toEqual(compressed);
    await writeFile(join(own, "small-labels"), "LABELS");
    const altered = await keys(environment);
    expect(altered.map((key, i) => key === compressed[i])).toEqual([true, false]);
  });
});

test("the time left follows from the pace since the stage began or was continued", () => {
  const since = { time: 0, done: 10_000 };
  expect(timeLeft(since, { time: 2_000, done: 20_000 }, 40_000)).toBe("  about 4s left");
  expect(timeLeft(since, { time: 90_000, done: 20_000 }, 30_000)).toBe("  about 1m 30s left");
  expect(timeLeft(since, { time: 500, done: 20_000 }, 40_000)).toBe("");
  expect(timeLeft(since, { time: 2_000, done: 10_000 }, 40_000)).toBe("");
  expect(timeLeft(since, { time: 2_000, done: 20_000 }, undefined)).toBe("");
});
