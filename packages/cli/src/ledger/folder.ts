import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { InputError } from "qat-core";
import { findWorkspace } from "qat-runner";

/** The ledger of the checkout around the working directory. */
export function ownLedger(): string {
  return join(findWorkspace(process.cwd()).reports, "ledger");
}

/**
 * The folder of a ledger that is to be read.
 * @param named on the command line; the checkout's own where nothing is
 * @throws {InputError} for what is no ledger
 */
export function ledgerToRead(named?: string): string {
  const folder = named ?? ownLedger();
  const at = resolve(folder);
  if (!existsSync(at)) {
    throw new InputError(`there is no ledger ${folder}`, {
      remedy:
        named === undefined
          ? "qat-bench run makes one, --help names others"
          : "name a folder of records, as reports/ledger",
    });
  }
  if (!statSync(at).isDirectory()) throw noLedger(folder, "it is a file");
  const names = readdirSync(at);
  if (!names.includes("manifests") && !names.some((name) => /^[0-9a-f]{32}\.json$/.test(name))) {
    throw noLedger(
      folder,
      names.includes("ledger") ? "it is the folder above one" : "it has no record and no manifest",
    );
  }
  return folder;
}

function noLedger(folder: string, why: string): InputError {
  return new InputError(`${folder} is no ledger: ${why}`, {
    allowed: "a folder of records, <key>.json, with manifests/ in it",
    remedy: "name one, as reports/ledger",
  });
}
