import { describeMethod } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { method as binaryRelax } from "./sketches/binary-relax.ts";
import { method as lsq } from "./sketches/lsq.ts";
import { method as noiseTempering } from "./sketches/noise-tempering.ts";
import { method as parq } from "./sketches/parq.ts";
import { method as proxquant } from "./sketches/proxquant.ts";
import { method as ste } from "./sketches/ste.ts";
import { method as trScheduling } from "./sketches/tr-scheduling.ts";

await openEngine({ kind: "wasm" });

for (const method of [ste, lsq, parq, binaryRelax, proxquant, noiseTempering, trScheduling]) describeMethod(method);
