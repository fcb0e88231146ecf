#!/usr/bin/env node
import { register as registerHook } from "node:module";
import { register as registerTypeScript } from "tsx/esm/api";

registerHook("./source-condition.js", import.meta.url);
registerTypeScript();
const { main } = await import("../src/main.ts");
process.exit(await main(process.argv.slice(2)));
