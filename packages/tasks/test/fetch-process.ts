/** A process that fetches the dataset which its argument describes, for tests that kill it. */
import type { DataFiles } from "../src/data/data-files.ts";
import { fetchData } from "../src/data/fetch/index.ts";
import { fetchable } from "../src/data/fetchable.ts";

const described = JSON.parse(process.argv[2] ?? "") as DataFiles;
await fetchData({ ...described, ...fetchable(described.name, {}) });
