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

const SUM_OF_ROWS: Shader = {
  name: "sum-of-rows",
  inputs: ["x"],
  uniforms: [
    ["start", "i32"],
    ["rows", "i32"],
    ["columns", "i32"],
  ],
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

/** The sum over the rows of a matrix [rows, columns] that begins at `start` of a flat tensor; a workgroup a column. */
export function sumOfRows(
  backend: WebGPUBackend,
  x: TensorInfo,
  { start = 0, rows, columns }: { readonly start?: number; readonly rows: number; readonly columns: number },
  shape: number[],
): TensorInfo {
  const uniforms = [start, rows, columns];
  return runShader(backend, SUM_OF_ROWS, { inputs: [x], uniforms, shape, threads: columns * WORKGROUP });
}
