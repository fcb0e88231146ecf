import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { SOFTMAX_CROSS_ENTROPY } from "qat-ops";
import { copyPart, runShader, type Shader } from "./program.ts";

type Arguments = { inputs: { logits: TensorInfo; labels: TensorInfo }; backend: WebGPUBackend };

/** One thread an example: its loss, and after all losses its row of the gradient. */
const SHADER: Shader = {
  name: "softmax-cross-entropy",
  inputs: ["logits", "labels"],
  uniforms: [
    ["batch", "i32"],
    ["classes", "i32"],
  ],
  body: `
  if (index >= uniforms.batch) { return; }
  let row = index * uniforms.classes;
  var largest = logits[row];
  for (var k = 1; k < uniforms.classes; k = k + 1) { largest = max(largest, logits[row + k]); }
  var total = 0.0;
  for (var k = 0; k < uniforms.classes; k = k + 1) { total = total + exp(logits[row + k] - largest); }
  let label = labels[index];
  result[index] = log(total) - (logits[row + label] - largest);
  for (var k = 0; k < uniforms.classes; k = k + 1) {
    let target_ = select(0.0, 1.0, k == label);
    result[uniforms.batch + row + k] = exp(logits[row + k] - largest) / total - target_;
  }`,
};

function softmaxCrossEntropy({ inputs: { logits, labels }, backend }: Arguments): TensorInfo[] {
  const [batch, classes] = logits.shape as [number, number];
  const both = runShader(backend, SHADER, {
    inputs: [logits, labels],
    uniforms: [batch, classes],
    shape: [batch * (classes + 1)],
    threads: batch,
  });
  const outputs = [copyPart(backend, both, 0, [batch]), copyPart(backend, both, batch, [batch, classes])];
  backend.disposeData(both.dataId);
  return outputs;
}

export const softmaxCrossEntropyKernel: KernelConfig = {
  kernelName: SOFTMAX_CROSS_ENTROPY,
  backendName: "webgpu",
  kernelFunc: softmaxCrossEntropy as unknown as KernelFunc,
};
