import type { WriteStream } from "node:tty";
import { createLogUpdate } from "log-update";
import { timeLeft } from "../stage-progress.ts";

/** Without a terminal, something that goes on says where it is this often. */
const plainMilliseconds = 10_000;

/** Shows stages by the share of them that is done: one live line in a terminal, a line now and then elsewhere. */
export function showShares(stream: WriteStream): {
  show(progress: { readonly stage: string; readonly share: number }): void;
  end(): void;
} {
  const update = createLogUpdate(stream);
  let current = { stage: "", time: 0, done: 0 };
  let said = 0;
  return {
    show({ stage, share }) {
      const time = Date.now();
      const isNew = stage !== current.stage;
      if (isNew) current = { stage, time, done: share };
      const left = share < 1 ? timeLeft(current, { time, done: share }, 1) : "";
      const text = `  ${stage}  ${Math.floor(100 * share)} %${left}`;
      if (stream.isTTY) update(text);
      else if (isNew || time - said >= plainMilliseconds) {
        said = time;
        stream.write(`${text}\n`);
      }
    },
    end() {
      if (!stream.isTTY) return;
      update.clear();
      update.done();
    },
  };
}
