import { describeMethod } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { method } from "../src/index.ts";

await openEngine({ kind: "wasm" });
describeMethod(method);
