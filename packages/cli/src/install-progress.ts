import type { WriteStream } from "node:tty";
import { createLogUpdate } from "log-update";
import prettyBytes from "pretty-bytes";
import type { InstallProgress } from "qat-engine";

/** Shows the stages of an installation: one live line in a terminal, one line a stage elsewhere. */
export function showInstall(stream: WriteStream): { show(progress: InstallProgress): void; end(): void } {
  const update = createLogUpdate(stream);
  let last = "";
  return {
    show({ stage, done, total }) {
      const size = total === undefined ? "" : `  ${prettyBytes(done ?? 0)} of ${prettyBytes(total)}`;
      if (stream.isTTY) update(`  ${stage}${size}`);
      else if (stage !== last) stream.write(`  ${stage}${total === undefined ? "" : `  ${prettyBytes(total)}`}\n`);
      last = stage;
    },
    end() {
      if (stream.isTTY) update.done();
    },
  };
}
