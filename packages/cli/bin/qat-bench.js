#!/usr/bin/env node
import { register as registerHook } from "node:module";
import { register as registerTypeScript } from "tsx/esm/api";

registerHook("./source-condition.js", import.meta.url);
registerTypeScript();
const { main } = await import("../src/main.ts");
const exitCode = await main(process.argv.slice(2));
// Whoever reads through a pipe gets all of it: exiting drops what is not yet written.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))));
process.exit(exitCode);
