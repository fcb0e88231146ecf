import type { ExportedNetwork } from "qat-core";
import { readData, writeData } from "./data-file.ts";

/** Leaves an exported network beside the ledger, for the cells that start from it. */
export async function writeNetwork(path: string, network: ExportedNetwork): Promise<void> {
  await writeData(path, network);
}

/** @throws {Error} when there is no network at the path */
export async function readNetwork(path: string): Promise<ExportedNetwork> {
  const network = await readData<ExportedNetwork>(path);
  if (!network) throw new Error(`the float network to start from cannot be read: ${path}`);
  return network;
}
