import { type Command, Option } from "commander";
import prettyBytes from "pretty-bytes";
import type { Definitions, Plan } from "qat-runner";
import { FetchError, missingFiles, requireFiles } from "qat-tasks/data";
import { bytesOf, datasetsOf, type UsedDataset } from "./datasets.ts";
import { fetchShown } from "./fetch-shown.ts";
import type { Selection } from "./selection.ts";
import { openSession, type Session } from "./session.ts";

/** Adds the option that forbids fetching. */
export function offlineOption(command: Command): Command {
  return command.addOption(
    new Option("--offline", "refuse to fetch data that is missing, instead of fetching it").env("QAT_BENCH_OFFLINE"),
  );
}

/**
 * Opens a session after bringing the data that its cells train on: keys depend on the data, so the plan is made anew with
 * what came. Where it cannot be had the session stands, and its cells fail when they load it.
 * @returns null where it was interrupted
 * @throws {InputError} where data is missing and `offline`
 */
export async function openWithData(options: Selection & { readonly offline?: boolean }): Promise<Session | null> {
  const session = await openSession(options);
  const came = await provideData(session.plan, session.definitions, options.offline ?? false);
  if (came === null) return null;
  return came ? openSession(options) : session;
}

/**
 * Brings the data that a plan's cells train on.
 * @returns whether any came, so that keys are others now; null where it was interrupted
 * @throws {InputError} where data is missing and `offline`
 */
export async function provideData(plan: Plan, definitions: Definitions, offline: boolean): Promise<boolean | null> {
  let came = false;
  for (const { data } of missingDatasets(plan, definitions).filter(({ data }) => data.origins.length > 0)) {
    if (offline) requireFiles(data);
    say(`data: fetching ${data.name} once, into the user's cache, where it takes ${prettyBytes(bytesOf(data))}`);
    try {
      const result = await fetchShown(data);
      if (result === null) return null;
      say(`data: ${data.name} is here${result.alreadyThere ? "" : `, from ${result.from.join(" and ")}`}`);
      came = true;
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      say(`data: ${error.message}`);
    }
  }
  return came;
}

/** The datasets that cells of a plan train on and that are not whole here. */
export function missingDatasets({ cells }: Plan, definitions: Definitions): UsedDataset[] {
  const trained = new Set(
    cells.flatMap(({ cell, skip, broken }) => (skip === undefined && broken === undefined ? [cell.task] : [])),
  );
  return datasetsOf(definitions).filter(
    ({ data, tasks }) => tasks.some((task) => trained.has(task)) && missingFiles(data).length > 0,
  );
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
