import type { CodedTensor, ExportedNetwork, FloatTensor, Grid, Network, Precision } from "qat-core";
import { unpackCodes } from "qat-core";

/**
 * Why an exported network is not what its precision allows; nothing where it is. Every quantized weight must be codes
 * of at most L levels in one codebook a tensor, or one a row where the grid is by row; every quantized activation must
 * have a quantizer of at most L levels; nothing may be missing, misshapen or not finite.
 */
export function disqualifications(
  exported: ExportedNetwork,
  network: Network,
  precision: Precision,
  grid: Grid,
): string[] {
  const tensors = new Map(exported.tensors.map((tensor) => [tensor.name, tensor]));
  const statistics = (network.statistics ?? []).map((spec) => ({ ...spec, quantized: false }));
  const specs = [...network.parameters, ...statistics];
  const weights = specs.flatMap((spec) => {
    const tensor = tensors.get(spec.name);
    if (!tensor) return [`${spec.name}: not exported`];
    if (tensor.shape.join() !== spec.shape.join())
      return [`${spec.name}: shape [${tensor.shape}], expected [${spec.shape}]`];
    const limit = spec.quantized ? precision.weightLevels : Number.POSITIVE_INFINITY;
    if (tensor.kind === "float") return floatProof(tensor, limit);
    return codedProof(tensor, limit, grid.granularity === "channel" ? (spec.shape.at(-1) ?? 1) : 1);
  });
  const unknown = [...tensors.keys()].filter((name) => !specs.some((spec) => spec.name === name));
  return [
    ...weights,
    ...unknown.map((name) => `${name}: no tensor of the network`),
    ...activationProof(exported, network, precision),
  ];
}

function floatProof({ name, values }: FloatTensor, limit: number): string[] {
  if (Number.isFinite(limit)) return [`${name}: exported as floats, at most ${limit} levels are allowed`];
  return values.every(Number.isFinite) ? [] : [`${name}: holds a value that is not finite`];
}

function codedProof({ name, codes, codebook, shape }: CodedTensor, limit: number, allowedRows: number): string[] {
  const { levels } = codes;
  const rows = codebook.length / levels;
  const proof: string[] = [];
  if (levels > limit) proof.push(`${name}: a codebook of ${levels} levels, at most ${limit} are allowed`);
  if (rows !== 1 && rows !== allowedRows) proof.push(`${name}: ${rows} codebooks, ${allowedRows} allowed`);
  if (!codebook.every(Number.isFinite)) proof.push(`${name}: a level is not finite`);
  const size = shape.reduce((product, length) => product * length, 1);
  if (codes.length !== size) proof.push(`${name}: ${codes.length} codes for ${size} weights`);
  const distinct = new Set(unpackCodes(codes)).size;
  if (distinct > limit) proof.push(`${name}: ${distinct} distinct codes, at most ${limit} are allowed`);
  return proof;
}

function activationProof(exported: ExportedNetwork, network: Network, { activationLevels }: Precision): string[] {
  if (!Number.isFinite(activationLevels)) return [];
  return network.activations.flatMap(({ name }) => {
    const quantizer = exported.activations[name];
    if (!quantizer) return [`${name}: the activation has no quantizer, ${activationLevels} levels are allowed`];
    const { levels, scale, offset } = quantizer;
    if (levels > activationLevels) return [`${name}: ${levels} levels of activation, ${activationLevels} are allowed`];
    return Number.isFinite(scale) && scale > 0 && Number.isInteger(offset)
      ? []
      : [`${name}: scale ${scale}, offset ${offset}`];
  });
}
