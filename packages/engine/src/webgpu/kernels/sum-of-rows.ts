import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { runShader, type Shader, WORKGROUP } from "./program.ts";

/** Leaves the sum of `mine` over the threads of a workgroup in `shared_[0]`, by a tree: the same order every time. */
export const TREE_SUM = `
var<workgroup> shared_ : array<f32, ${WORKGROUP}>;
fn treeSum(thread : i32, mine : f32) -> f32 {
  workgroupBarrier();
  shared_[thread] = mine;
  for (var width = ${WORKGROUP / 2}; width > 0; width = width / 2) {
    workgroupBarrier();
    if (thread < width) { shared_[thread] = shared_[thread] + shared_[thread + width]; }
  }
  workgroupBarrier();
  return shared_[0];
}`;

/** From so many columns on, a thread a column keeps a GPU busy: no thread waits for another. */
const MANY_COLUMNS = 1024;

const UNIFORMS: Shader["uniforms"] = [
  ["start", "i32"],
  ["rows", "i32"],
  ["columns", "i32"],
];

const BY_THREAD: Shader = {
  name: "sum-of-rows-by-thread",
  inputs: ["x"],
  uniforms: UNIFORMS,
  body: `
  if (index >= uniforms.columns) { return; }
  var sum = 0.0;
  for (var row = 0; row < uniforms.rows; row = row + 1) {
    sum = sum + x[uniforms.start + row * uniforms.columns + index];
  }
  result[index] = sum;`,
};

const BY_WORKGROUP: Shader = {
  name: "sum-of-rows-by-workgroup",
  inputs: ["x"],
  uniforms: UNIFORMS,
  declarations: TREE_SUM,
  body: `
  let thread = i32(localIndex);
  let column = index / ${WORKGROUP};
  var mine = 0.0;
  if (column < uniforms.columns) {
    for (var row = thread; row < uniforms.rows; row = row + ${WORKGROUP}) {
      mine = mine + x[uniforms.start + row * uniforms.columns + column];
    }
  }
  let total = treeSum(thread, mine);
  if (thread == 0 && column < uniforms.columns) { result[column] = total; }`,
};

/** The sum over the rows of a matrix [rows, columns] that begins at `start` of a flat tensor. */
export function sumOfRows(
  backend: WebGPUBackend,
  x: TensorInfo,
  { start = 0, rows, columns }: { readonly start?: number; readonly rows: number; readonly columns: number },
  shape: number[],
): TensorInfo {
  const uniforms = [start, rows, columns];
  if (columns >= MANY_COLUMNS) return runShader(backend, BY_THREAD, { inputs: [x], uniforms, shape, threads: columns });
  return runShader(backend, BY_WORKGROUP, { inputs: [x], uniforms, shape, threads: columns * WORKGROUP });
}
