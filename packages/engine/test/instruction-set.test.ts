import { expect, test } from "vitest";
import { instructionSetOf, processorFlags } from "../src/native/instruction-set.ts";

const AVX2 = "sse4_1 avx f16c fma avx2";
const SKYLAKE = `${AVX2} avx512f avx512dq avx512bw avx512vl`;

test.each([
  ["", "baseline"],
  ["sse4_1", "sse41"],
  ["sse4_1 avx", "avx"],
  [AVX2, "avx2"],
  [`${AVX2} avx_vnni`, "avx2_vnni"],
  [SKYLAKE, "avx512_core"],
  [`${SKYLAKE} avx512_vnni`, "avx512_core_vnni"],
  [`${SKYLAKE} avx512_vnni avx512_bf16`, "avx512_core_bf16"],
  [`${SKYLAKE} avx512_vnni avx512_bf16 avx512_fp16`, "avx512_core_fp16"],
  [`${SKYLAKE} avx512_vnni avx512_bf16 avx512_fp16 amx_tile amx_int8 amx_bf16`, "avx512_core_amx"],
  [`${SKYLAKE} avx512_vnni avx512_bf16 avx512_fp16 amx_tile amx_int8 amx_bf16 amx_fp16`, "avx512_core_amx_fp16"],
])("the flags %j are dispatched as %s", (flags, name) => {
  expect(instructionSetOf(new Set(flags.split(" ")))).toBe(name);
});

test.skipIf(process.platform !== "linux" || process.arch !== "x64")("this machine's flags are read", () => {
  expect(processorFlags()).toContain("sse2");
});
