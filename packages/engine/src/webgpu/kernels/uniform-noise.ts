import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { type KernelConfig, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { UNIFORM_NOISE } from "qat-ops";
import { runShader, type Shader } from "./program.ts";

type Arguments = { attrs: { shape: number[]; seed: [number, number] }; backend: WebGPUBackend };

/** The generator of `qat-ops` (its philox.ts has sources and constants), bit for bit; one thread draws four numbers. */
const SHADER: Shader = {
  name: "uniform-noise",
  inputs: [],
  uniforms: [
    ["size", "i32"],
    ["word0", "i32"],
    ["word1", "i32"],
  ],
  declarations: `
fn multiplyHigh(a : u32, b : u32) -> u32 {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let cross0 = (a >> 16u) * (b & 0xffffu);
  let cross1 = (a & 0xffffu) * (b >> 16u);
  let carry = (low >> 16u) + (cross0 & 0xffffu) + (cross1 & 0xffffu);
  return (a >> 16u) * (b >> 16u) + (cross0 >> 16u) + (cross1 >> 16u) + (carry >> 16u);
}
fn philox(counter : vec4<u32>, start : vec2<u32>) -> vec4<u32> {
  var c = counter;
  var key = start;
  for (var round = 0; round < 10; round = round + 1) {
    c = vec4<u32>(
      multiplyHigh(0xcd9e8d57u, c.z) ^ c.y ^ key.x, 0xcd9e8d57u * c.z,
      multiplyHigh(0xd2511f53u, c.x) ^ c.w ^ key.y, 0xd2511f53u * c.x);
    key = key + vec2<u32>(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}
fn widened(word : i32) -> vec2<u32> { return vec2<u32>(bitcast<u32>(word), select(0u, 0xffffffffu, word < 0)); }`,
  body: `
  let scrambled = philox(vec4<u32>(widened(uniforms.word0), widened(uniforms.word1)), vec2<u32>(0x3ec8f720u, 0x02461e29u));
  let drawn = philox(vec4<u32>(u32(index), 0u, scrambled.zw), scrambled.xy);
  for (var lane = 0; lane < 4; lane = lane + 1) {
    let at = 4 * index + lane;
    if (at < uniforms.size) { result[at] = f32(drawn[lane] & 0x7fffffu) * 0x1p-22 - 1.0; }
  }`,
};

function uniformNoise({ attrs: { shape, seed }, backend }: Arguments): TensorInfo {
  const size = util.sizeFromShape(shape);
  const uniforms = [size, ...seed];
  return runShader(backend, SHADER, { inputs: [], uniforms, shape: [...shape], threads: Math.ceil(size / 4) });
}

export const uniformNoiseKernel: KernelConfig = {
  kernelName: UNIFORM_NOISE,
  backendName: "webgpu",
  kernelFunc: uniformNoise as unknown as KernelFunc,
};
