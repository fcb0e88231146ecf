import type { WriteStream } from "node:tty";
import { createLogUpdate } from "log-update";
import prettyMilliseconds from "pretty-ms";
import { type CellRecord, describeCell } from "qat-ledger";
import type { ExecutionEvent, Plan } from "qat-runner";

/** What a run shows while it works. */
export interface Progress {
  onEvent(event: ExecutionEvent): void;
  end(): void;
}

/** Without a terminal, a running cell says where it is this often. */
const plainMilliseconds = 10_000;

/** Shows a run: a live picture in a terminal, plain lines where there is none or where turbo interleaves several. */
export function showProgress(plan: Plan, stream: WriteStream): Progress {
  const tally = startTally(plan);
  return stream.isTTY && process.env.TURBO_HASH === undefined ? live(tally, stream) : plain(tally, stream);
}

function plain(tally: Tally, stream: WriteStream): Progress {
  const said = new Map<string, number>();
  return {
    onEvent(event) {
      tally.count(event);
      if (event.type === "cached") return;
      const { key } = event.planned;
      if (event.type === "progress") {
        if (Date.now() - (said.get(key) ?? 0) < plainMilliseconds) return;
        said.set(key, Date.now());
      }
      stream.write(`${lineOf(event)}${event.type === "finished" ? `  [${tally.summary()}]` : ""}\n`);
    },
    end() {
      stream.write(`${tally.summary()}\n`);
    },
  };
}

function live(tally: Tally, stream: WriteStream): Progress {
  const update = createLogUpdate(stream);
  const running = new Map<string, string>();
  const draw = () => update([...running.values(), tally.summary()].join("\n"));
  return {
    onEvent(event) {
      tally.count(event);
      const { key } = event.planned;
      if (event.type === "finished") {
        running.delete(key);
        update.clear();
        stream.write(`${lineOf(event)}\n`);
      } else if (event.type !== "cached") running.set(key, lineOf(event));
      draw();
    },
    end() {
      update.clear();
      stream.write(`${tally.summary()}\n`);
    },
  };
}

/** One line on what happens to a cell. */
export function lineOf(event: ExecutionEvent): string {
  const name = describeCell(event.planned.cell);
  switch (event.type) {
    case "progress":
      return `  ${name}  step ${event.step}/${event.steps}  loss ${event.loss.toPrecision(3)}  ${duration(event.secondsLeft)} left`;
    case "started":
      return `  ${name}  started`;
    case "cached":
    case "finished":
      return `${event.record.status === "completed" ? "ok" : "!!"} ${name}  ${resultOf(event.record)}`;
  }
}

function resultOf(record: CellRecord): string {
  if (record.status !== "completed") return `${record.status}: ${record.reason}`;
  const { metric, seconds } = record;
  return `${metric.name} ${metric.value.toFixed(2)} ${metric.unit} in ${duration(seconds.load + seconds.train + seconds.evaluate)}`;
}

interface Tally {
  count(event: ExecutionEvent): void;
  /** `3 of 5 cells done (2 cached), about 40s left` */
  summary(): string;
}

function startTally(plan: Plan): Tally {
  const startedAt = Date.now();
  const left = new Map<string, number>();
  let cached = 0;
  let finished = 0;
  return {
    count(event) {
      if (event.type === "cached") cached += 1;
      if (event.type === "finished") {
        finished += 1;
        left.delete(event.planned.key);
      }
      if (event.type === "progress") left.set(event.planned.key, event.secondsLeft);
    },
    summary() {
      const done = `${cached + finished} of ${plan.cells.length} cells done${cached > 0 ? ` (${cached} cached)` : ""}`;
      const waiting = plan.cells.length - cached - finished - left.size;
      if (waiting + left.size === 0) return done;
      const running = Math.max(0, ...left.values());
      if (finished === 0) return left.size === 0 || waiting > 0 ? done : `${done}, about ${duration(running)} left`;
      const perCell = (Date.now() - startedAt) / 1000 / finished;
      return `${done}, about ${duration(Math.max(running, perCell * waiting + running / 2))} left`;
    },
  };
}

/** `8.3s`, `2m 5s` */
export function duration(seconds: number): string {
  return prettyMilliseconds(seconds * 1000, { secondsDecimalDigits: seconds < 10 ? 1 : 0, unitCount: 2 });
}
