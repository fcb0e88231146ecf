/** What is being fetched: a file's or a package's name and, where they are known, bytes done and in total. */
export interface FetchProgress {
  readonly stage: string;
  readonly done?: number;
  readonly total?: number;
}

export interface FetchContext {
  onProgress?(progress: FetchProgress): void;
  readonly signal?: AbortSignal;
}
