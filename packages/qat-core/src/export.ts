import { createHash } from "node:crypto";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { ActivationQuantizer } from "./activation/activation-rule.ts";
import type { Quantized } from "./grid/codebook.ts";
import type { ParameterSpec } from "./network.ts";
import { type PackedCodes, packCodes } from "./packed-codes.ts";

/** A trained network as it would be shipped: what the judge scores, and whose bytes are counted. */
export interface ExportedNetwork {
  readonly tensors: readonly ExportedTensor[];
  readonly activations: Readonly<Record<string, ActivationQuantizer>>;
}

export type ExportedTensor = CodedTensor | FloatTensor;

export interface CodedTensor {
  readonly kind: "codes";
  readonly name: string;
  readonly shape: readonly number[];
  readonly codes: PackedCodes;
  /** [rows, levels], row after row; rows is 1 or the length of the last axis. */
  readonly codebook: Float32Array;
}

export interface FloatTensor {
  readonly kind: "float";
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

type NamedShape = Pick<ParameterSpec, "name" | "shape">;

/** Reads a network out of the engine: the method's quantized tensors (disposed here) and the floats beside them. */
export async function exportNetwork(
  quantizedSpecs: readonly NamedShape[],
  quantized: readonly Quantized[],
  floatSpecs: readonly NamedShape[],
  floats: readonly Tensor[],
  activations: () => Promise<Record<string, ActivationQuantizer>>,
): Promise<ExportedNetwork> {
  if (quantized.length !== quantizedSpecs.length) {
    throw new Error(`the method exported ${quantized.length} tensors of ${quantizedSpecs.length}`);
  }
  const tensors: ExportedTensor[] = [];
  for (const [i, spec] of quantizedSpecs.entries()) tensors.push(await readQuantized(spec, quantized[i] as Quantized));
  for (const [i, spec] of floatSpecs.entries()) tensors.push(await readFloat(spec, floats[i] as Tensor));
  return { tensors, activations: await activations() };
}

/** Bytes of codes, codebooks and every float tensor, and 8 an activation quantizer (scale and offset). */
export function byteSize(network: ExportedNetwork): number {
  const tensors = network.tensors.map((tensor) =>
    tensor.kind === "codes" ? tensor.codes.bytes.byteLength + tensor.codebook.byteLength : tensor.values.byteLength,
  );
  return tensors.reduce((sum, bytes) => sum + bytes, 8 * Object.keys(network.activations).length);
}

/** SHA-256 over names, shapes, codes, codebooks, floats and activation quantizers, in hexadecimal. */
export function hashOf(network: ExportedNetwork): string {
  const hash = createHash("sha256");
  for (const tensor of network.tensors) {
    hash.update(JSON.stringify([tensor.kind, tensor.name, tensor.shape]));
    if (tensor.kind === "codes") hash.update(tensor.codes.bytes).update(bytesOf(tensor.codebook));
    else hash.update(bytesOf(tensor.values));
  }
  return hash.update(JSON.stringify(network.activations)).digest("hex");
}

async function readQuantized(spec: NamedShape, quantized: Quantized): Promise<ExportedTensor> {
  if (quantized.kind === "float") {
    const exported = await readFloat(spec, quantized.values);
    quantized.values.dispose();
    return exported;
  }
  const [codes, codebook] = await Promise.all([quantized.codes.data(), quantized.codebook.data()]);
  const levels = quantized.codebook.shape[1];
  quantized.codes.dispose();
  quantized.codebook.dispose();
  return {
    kind: "codes",
    name: spec.name,
    shape: spec.shape,
    codes: packCodes(codes, levels),
    codebook: Float32Array.from(codebook),
  };
}

async function readFloat(spec: NamedShape, tensor: Tensor): Promise<FloatTensor> {
  return { kind: "float", name: spec.name, shape: spec.shape, values: Float32Array.from(await tensor.data()) };
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
