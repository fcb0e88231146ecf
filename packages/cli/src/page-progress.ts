import type { WriteStream } from "node:tty";
import { createLogUpdate } from "log-update";
import { timeLeft } from "./stage-progress.ts";

/** What is done sooner is not worth a line. */
const quietMilliseconds = 2_000;

/** Without a terminal, a line says this often where it is. */
const plainMilliseconds = 10_000;

/** Shows how many pages are rendered: a live line in a terminal, now and then one elsewhere, none for what takes seconds. */
export function showPages(stream: WriteStream): { show(done: number, total: number): void; end(): void } {
  const update = createLogUpdate(stream);
  const begun = Date.now();
  let said = begun + quietMilliseconds - plainMilliseconds;
  return {
    show(done, total) {
      const time = Date.now();
      if (time - begun < quietMilliseconds) return;
      const line = `  ${done} of ${total} pages${timeLeft({ time: begun, done: 0 }, { time, done }, total)}`;
      if (stream.isTTY) update(line);
      else if (time - said >= plainMilliseconds) {
        said = time;
        stream.write(`${line}\n`);
      }
    },
    end() {
      if (stream.isTTY) update.clear();
    },
  };
}
