/** What the command line does with datasets' files. A cell's process loads none of it: loading fetches nothing. */
export type { DataFiles } from "../data-files.ts";
export { findFile, missingFiles, requireFiles } from "../find-files.ts";
export { cachedFolder } from "../places.ts";
export type { FetchContext, FetchProgress } from "./fetch-context.ts";
export { type FetchResult, fetchData } from "./fetch-data.ts";
export { FetchError } from "./fetch-error.ts";
export { type VerifiedFile, verifyFiles } from "./verify-files.ts";
