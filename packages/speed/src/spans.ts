/** What a stretch of time within a step is spent on; a stretch lies within another one, or beside it. */
export interface Span {
  /** `step` holds all others. A kernel is one call of the engine; the rest are phases of the step. */
  readonly kind: "step" | "data" | "method" | "optimizer" | "kernel";
  /** Of the kernel, or of the method's hook. */
  readonly name: string;
  /** Milliseconds, from any moment on. */
  readonly start: number;
  readonly end: number;
}

/** Takes the time of nested stretches. Off, it takes none and costs next to nothing. */
export interface Stopwatch {
  on: boolean;
  begin(kind: Span["kind"], name?: string): void;
  /** Ends the stretch that began last. */
  end(): void;
  /** Times a stretch that is one call. */
  during<T>(kind: Span["kind"], name: string, call: () => T): T;
  /** The stretches that ended since it was asked last, inner ones before those around them. */
  take(): Span[];
}

export function startStopwatch(): Stopwatch {
  let ended: Span[] = [];
  const open: Pick<Span, "kind" | "name" | "start">[] = [];
  const stopwatch: Stopwatch = {
    on: false,
    begin(kind, name = kind) {
      if (stopwatch.on) open.push({ kind, name, start: performance.now() });
    },
    end() {
      const end = performance.now();
      const begun = open.pop();
      if (begun) ended.push({ ...begun, end });
    },
    during(kind, name, call) {
      if (!stopwatch.on) return call();
      stopwatch.begin(kind, name);
      try {
        return call();
      } finally {
        stopwatch.end();
      }
    },
    take() {
      const taken = ended;
      ended = [];
      return taken;
    },
  };
  return stopwatch;
}
