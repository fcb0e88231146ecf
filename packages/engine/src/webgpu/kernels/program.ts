import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { type DataType, type TensorInfo, util } from "@tensorflow/tfjs-core";

/** The threads that share memory and wait for each other. */
export const WORKGROUP = 64;

/**
 * A compute shader in WGSL, as tfjs's backend compiles and keeps it. It sees each input under its name, and its output as
 * `result`, as flat arrays; `uniforms` holds what the call gives.
 */
export interface Shader {
  /** Names the compiled shader: the source must depend on nothing else. */
  readonly name: string;
  readonly inputs: readonly string[];
  /** Fields of the struct `uniforms`, in the order of the call's values. */
  readonly uniforms: readonly (readonly [name: string, type: "i32" | "f32"])[];
  /** What stands before the main function. */
  readonly declarations?: string;
  /** The body of the main function; `index` counts threads, and more of them may run than were asked for. */
  readonly body: string;
}

interface Call {
  readonly inputs: readonly TensorInfo[];
  readonly uniforms: readonly number[];
  readonly shape: number[];
  readonly dtype?: DataType;
  /** How many threads: as many as the output has elements, unless it is given. */
  readonly threads?: number;
}

/** Runs a shader; the caller owns its output. */
export function runShader(backend: WebGPUBackend, shader: Shader, call: Call): TensorInfo {
  const { inputs, uniforms, shape, dtype = "float32" } = call;
  const output = backend.makeTensorInfo(shape, dtype);
  const size = util.sizeFromShape(shape);
  const program = {
    variableNames: [...shader.inputs],
    uniforms: shader.uniforms.map(([name, type]) => `${name} : ${type},`).join(" "),
    workgroupSize: [WORKGROUP, 1, 1] as [number, number, number],
    dispatch: [Math.ceil((call.threads ?? size) / WORKGROUP), 1, 1] as [number, number, number],
    dispatchLayout: { x: [0] },
    outputShape: [size],
    shaderKey: `qat-${shader.name}`,
    getUserCode: () => `${shader.declarations ?? ""}\nfn main(index : i32) {\n${shader.body}\n}`,
  };
  const types = shader.uniforms.map(([, type]) => (type === "i32" ? "int32" : "float32"));
  const values = uniforms.map((value, i) => ({ type: types[i] as string, data: [value] }));
  backend.runWebGPUProgram(program, inputs.map(flat), dtype, values, { ...output, shape: [size] });
  return output;
}

function flat(tensor: TensorInfo): TensorInfo {
  return { ...tensor, shape: [util.sizeFromShape(tensor.shape)] };
}

const COPY: Shader = {
  name: "copy",
  inputs: ["x"],
  uniforms: [
    ["start", "i32"],
    ["size", "i32"],
  ],
  body: "if (index < uniforms.size) { result[index] = x[uniforms.start + index]; }",
};

/** The part of a flat tensor that begins at `start`, as a tensor of its own. */
export function copyPart(backend: WebGPUBackend, x: TensorInfo, start: number, shape: number[]): TensorInfo {
  return runShader(backend, COPY, { inputs: [x], uniforms: [start, util.sizeFromShape(shape)], shape });
}
