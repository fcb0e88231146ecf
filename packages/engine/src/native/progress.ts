/** What an install is doing: a stage's name and, where they are known, bytes done and in total. */
export interface InstallProgress {
  stage: "download" | "verify" | "extract" | "compile" | "done";
  done?: number;
  total?: number;
}

/** What every part of an install is told about its surroundings. */
export interface InstallContext {
  onProgress?: (progress: InstallProgress) => void;
  signal?: AbortSignal;
  /** How long the package index may take to send the first byte of the wheel; 15 s by default. */
  firstByteLimitMs?: number;
}
