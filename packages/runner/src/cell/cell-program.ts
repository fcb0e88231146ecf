import type { Method } from "qat-core";
import type { Engine } from "qat-engine";
import type { Task } from "qat-tasks";

/** What a cell's program is made of. */
export interface CellProgram {
  readonly method: Method;
  readonly task: Task;
  open(threads: number): Promise<Engine>;
}
