import type { WriteStream } from "node:tty";
import { createLogUpdate } from "log-update";
import type { TrainerEvent } from "qat-gate";
import { duration, lineOf } from "../progress.ts";

/** What a gate shows while it trains. */
export interface GateProgress {
  onEvent(event: TrainerEvent): void;
  end(): void;
}

/** Shows training: a live picture in a terminal, plain lines where there is none. @param budgetSeconds wall time */
export function showGate(budgetSeconds: number, stream: WriteStream): GateProgress {
  const update = createLogUpdate(stream);
  const running = new Map<string, string>();
  let queued = 0;
  let settled = 0;
  let startedAt: number | undefined;
  const summary = () => {
    const spent = startedAt === undefined ? 0 : (Date.now() - startedAt) / 1000;
    const rest =
      settled === 0 ? null : Math.min((spent / settled) * (queued - settled), Math.max(0, budgetSeconds - spent));
    const left = rest === null || settled === queued ? "" : `, this look about ${duration(rest)} more`;
    return `${settled} of ${queued} cells done${left}, ${duration(spent)} of ${duration(budgetSeconds)} spent`;
  };
  const draw = () => {
    if (stream.isTTY) update([...running.values(), summary()].join("\n"));
  };
  return {
    onEvent(event) {
      if (event.type === "queued") {
        startedAt ??= Date.now();
        queued += event.cells;
      } else if (event.type === "settled") settled += 1;
      else {
        const { side, event: inner } = event;
        const line = `${side} ${lineOf(inner)}`;
        if (inner.type === "finished") {
          running.delete(inner.planned.key);
          if (stream.isTTY) update.clear();
          stream.write(stream.isTTY ? `${line}\n` : `${line}  [${summary()}]\n`);
        } else if (inner.type !== "cached") running.set(inner.planned.key, line);
      }
      draw();
    },
    end() {
      if (stream.isTTY) update.clear();
      if (queued > 0) stream.write(`${summary()}\n`);
    },
  };
}
