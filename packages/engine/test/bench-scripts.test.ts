import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const folder = join(import.meta.dirname, "../bench");
const python = "python3";
const pythonIsThere = spawnSync(python, ["--version"]).status === 0;

/** Runs the script without site packages: PyTorch is not there, wherever it is installed. */
function run(script: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(python, ["-S", "-B", join(folder, script), ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

const pythonTest = test.extend<{ python: undefined }>({
  python: [
    async ({ skip }, use) => {
      skip(!pythonIsThere, "python3 is not installed: install it to measure PyTorch beside the suite");
      await use(undefined);
    },
    { auto: true },
  ],
});

describe("beside_pytorch.py", () => {
  const beside = "beside_pytorch.py";

  pythonTest("explains itself without PyTorch", async () => {
    const { code, stdout } = await run(beside, "--help");
    expect(code).toBe(0);
    for (const option of [
      "--model {lenet5,resnet8,resnet20,resnet56}",
      "--layout {channels_last,nchw}",
      "--parallel",
    ]) {
      expect(stdout).toContain(option);
    }
    expect(stdout).not.toContain("--serve");
  });

  pythonTest("without PyTorch, it says what to install", async () => {
    for (const args of [[], ["--parallel", "2"], ["--serve"]]) {
      const { code, stdout, stderr } = await run(beside, ...args);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/^PyTorch is not installed for \S+python3\S*\n {2}to do: pip install torch==[\d.]+ /);
    }
  });

  pythonTest.for([
    [["--rounds", "1"], "argument --rounds: received '1'; allowed is a whole number from 2 on"],
    [["--batch", "0"], "argument --batch: received '0'; allowed is a whole number from 1 on"],
    [["--steps", "some"], "argument --steps: received 'some'"],
    [["--model", "resnet21"], "argument --model: invalid choice: 'resnet21'"],
    [["--parallel", "3"], "argument --parallel: invalid choice: 3"],
  ] as const)("%j is refused", async ([args, message]) => {
    const { code, stderr } = await run(beside, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  pythonTest("its interval of a median is that of qat-stats", async () => {
    const program = `
import sys; sys.path.insert(0, ${JSON.stringify(folder)})
from beside_pytorch import median_interval
for values in (list(range(1, 26)), [10, 3, 8, 1, 9, 2, 7, 4, 6, 5], [6, 5, 4, 3, 2, 1], [4, 2], [1, 2, 3, 4, 5]):
    i = median_interval(values); print(i["median"], i["low"], i["high"], i["confidence"])
`;
    const { stdout } = spawnSync(python, ["-S", "-B", "-c", program], { encoding: "utf8" });
    // By the binomial table, as median.test.ts of qat-stats has them.
    expect(stdout).toBe("13 8 18 0.95\n5.5 2 9 0.95\n3.5 1 6 0.95\n3.0 2 4 0.5\n3 1 5 0.9375\n");
  });
});

describe("beside_composed.py", () => {
  const beside = "beside_composed.py";

  pythonTest("takes turns with the same step on the kernels that tfjs brings", async () => {
    const tiny = "--model resnet8 --batch 2 --rounds 2 --steps 1 --json".split(" ");
    const { code, stdout, stderr } = await run(beside, ...tiny);
    expect(code, stderr).toBe(0);
    const { ratio, own, composed, ...about } = JSON.parse(stdout);
    expect(about).toMatchObject({ model: "resnet8", batch: 2, rounds: 2, steps: 1 });
    expect(ratio.values).toEqual(own.values.map((time: number, i: number) => composed.values[i] / time));
    expect(stderr).toContain("round 2 of 2: ");
  });

  pythonTest("a network without batch normalisation is refused", async () => {
    const { code, stderr } = await run(beside, "--model", "lenet5");
    expect(code).toBe(2);
    expect(stderr).toContain("invalid choice: 'lenet5'");
  });
});
