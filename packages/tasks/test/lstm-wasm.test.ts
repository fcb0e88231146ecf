import { describeLstm } from "./describe-lstm.ts";

describeLstm("wasm", () => {});
