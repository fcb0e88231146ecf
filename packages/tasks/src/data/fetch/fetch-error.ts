/** Data could not be fetched: says from where it was tried, why each failed, and what to do. */
export class FetchError extends Error {
  override readonly name = "FetchError";
}
