import type { WriteStream } from "node:tty";
import { createLogUpdate } from "log-update";
import prettyBytes from "pretty-bytes";
import prettyMilliseconds from "pretty-ms";

/** A stage of something that takes long; bytes done and in total where they are known. */
export interface Stage {
  readonly stage: string;
  readonly done?: number;
  readonly total?: number;
}

/** Before that the pace is not known well enough to tell how long the rest takes. */
const firstEstimateMilliseconds = 1_000;

/** Shows stages, and how long the rest of each takes: one live line in a terminal, one line a stage elsewhere. */
export function showStages(stream: WriteStream): { show(stage: Stage): void; end(): void } {
  const update = createLogUpdate(stream);
  let last = "";
  let since = { time: 0, done: 0 };
  return {
    show({ stage, done = 0, total }) {
      const time = Date.now();
      if (stage !== last) since = { time, done };
      if (stream.isTTY) {
        const size = total === undefined ? "" : `  ${prettyBytes(done)} of ${prettyBytes(total)}`;
        update(`  ${stage}${size}${timeLeft(since, { time, done }, total)}`);
      } else if (stage !== last) stream.write(`  ${stage}${total === undefined ? "" : `  ${prettyBytes(total)}`}\n`);
      last = stage;
    },
    end() {
      if (stream.isTTY) update.done();
    },
  };
}

interface Mark {
  readonly time: number;
  readonly done: number;
}

/** From the pace since the stage began, or was continued. */
export function timeLeft(since: Mark, now: Mark, total: number | undefined): string {
  const elapsed = now.time - since.time;
  const moved = now.done - since.done;
  if (total === undefined || elapsed < firstEstimateMilliseconds || moved <= 0) return "";
  const rest = Math.max(0, ((total - now.done) * elapsed) / moved);
  return `  about ${prettyMilliseconds(rest, { secondsDecimalDigits: 0, unitCount: 2 })} left`;
}
