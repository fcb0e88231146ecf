import { Command } from "commander";
import prettyBytes from "pretty-bytes";
import { findWorkspace, loadDefinitions } from "qat-runner";
import { findFile, verifyFiles } from "qat-tasks/data";
import { bytesOf, chooseDatasets, datasetsOf, type UsedDataset } from "../datasets.ts";
import { exitCodes } from "../exit-codes.ts";
import { fetchShown } from "../fetch-shown.ts";
import { shownFiles } from "../shown-files.ts";
import { textTable } from "../text-table.ts";

interface JsonOption {
  readonly json?: boolean;
}

export function dataCommand(): Command {
  const data = new Command("data")
    .description("The data that tasks train on: list, fetch or verify it.")
    .addHelpText("after", "\nExamples:\n  qat-bench data list\n  qat-bench data fetch\n  qat-bench data verify --json");
  add(data, "list", "Say of each dataset where its files are, without reading them.", list);
  add(
    data,
    "fetch",
    "Bring what is missing or altered into the user's cache; nothing happens where all is right.",
    fetch,
  );
  add(data, "verify", "Read each file and hold it against its checksum; exit code 1 where one is not right.", verify);
  return data;
}

type Action = (datasets: readonly UsedDataset[], print: (rows: object[], text: () => string) => void) => Promise<void>;

/** Adds a command about the datasets that it names, or all. */
function add(parent: Command, name: string, description: string, action: Action): void {
  parent
    .command(name)
    .description(description)
    .argument("[dataset...]", "only these")
    .option("--json", "as JSON")
    .addHelpText("after", `\nExamples:\n  qat-bench data ${name}\n  qat-bench data ${name} mnist --json`)
    .action(async (names: string[], { json }: JsonOption) => {
      const definitions = await loadDefinitions(findWorkspace(process.cwd()));
      await action(chooseDatasets(datasetsOf(definitions), names), (rows, text) => {
        process.stdout.write(`${json ? JSON.stringify(rows, null, 1) : text()}\n`);
      });
    });
}

const list: Action = async (datasets, print) => {
  const rows = datasets.map(({ data, tasks }) => {
    const files = data.files.map((file) => {
      const found = findFile(data, file);
      return { name: file.name, bytes: file.bytes, path: found?.path ?? null, place: found?.place.title ?? null };
    });
    return { name: data.name, tasks, bytes: bytesOf(data), whole: files.every(({ path }) => path !== null), files };
  });
  print(rows, () =>
    textTable(
      ["dataset", "size", "tasks", "file", "where"],
      rows.flatMap(({ name, bytes, tasks, files }) => {
        const shown = shownFiles(files, ({ place }) => `${place}`);
        // A task a line, beside the files.
        return Array.from({ length: Math.max(shown.length, tasks.length) }, (_, i) => [
          ...(i === 0 ? [name, prettyBytes(bytes)] : ["", ""]),
          tasks[i] ?? "",
          shown[i]?.name ?? "",
          shown[i] === undefined ? "" : whereabouts(shown[i]),
        ]);
      }),
    ),
  );
};

function whereabouts({ path, place }: { readonly path: string | null; readonly place: string | null }): string {
  return path === null ? "not here" : `${path} (${place})`;
}

const fetch: Action = async (datasets, print) => {
  const rows: { name: string; alreadyThere: boolean; from: readonly string[] }[] = [];
  const errors: unknown[] = [];
  for (const { data } of datasets) {
    try {
      const result = await fetchShown(data);
      if (result === null) {
        process.exitCode = exitCodes.interrupted;
        return;
      }
      rows.push({ name: data.name, ...result });
    } catch (error) {
      errors.push(error); // one that cannot be had keeps no other from coming
    }
  }
  if (rows.length > 0 || errors.length === 0) {
    const lines = rows.map(({ name, alreadyThere, from }) =>
      alreadyThere ? `${name} is there already` : `${name} came from ${from.join(" and ")}`,
    );
    print(rows, () => lines.join("\n"));
  }
  if (errors.length > 0) throw errors[0];
};

const verify: Action = async (datasets, print) => {
  const rows = await Promise.all(
    datasets.map(async ({ data }) => {
      const verified = await verifyFiles(data);
      const files = verified.map((each) => ({
        name: each.file.name,
        state: each.state,
        path: each.state === "missing" ? null : each.path,
      }));
      const right = files.every(({ state }) => state === "right");
      return { name: data.name, right, files, ...(right ? {} : { remedy: data.remedy() }) };
    }),
  );
  print(rows, () =>
    [
      textTable(
        ["dataset", "file", "content", "where"],
        rows.flatMap(({ name, files }) =>
          shownFiles(files, ({ state }) => state).map((file) => [name, file.name, file.state, file.path ?? ""]),
        ),
      ),
      ...rows.flatMap(({ name, remedy }) => (remedy === undefined ? [] : [`${name}, to do: ${remedy}`])),
    ].join("\n"),
  );
  if (rows.some(({ right }) => !right)) process.exitCode = exitCodes.failed;
};
