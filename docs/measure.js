/**
 * Measures anew: runs the commands of a document and puts what each prints in the place of what it printed before, the block
 * of text after the command's own.
 *
 *     node docs/measure.js docs/performance.md            all of them
 *     node docs/measure.js docs/performance.md lenet5     those that name LeNet-5
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const measurement = /^```sh\n(?<command>[^\n]+)\n```\n\n```text\n(?<printed>.*?)\n```$/gms;
const say = (line) => process.stderr.write(`${line}\n`);

const [document, ...words] = process.argv.slice(2);
if (document === undefined) {
  say("no document is named\n  to do: node docs/measure.js docs/performance.md");
  process.exit(2);
}
const commands = [...readFileSync(document, "utf8").matchAll(measurement)].map(({ groups }) => groups.command);
const chosen = commands.filter((command) => words.every((word) => command.includes(word)));
if (chosen.length === 0) {
  say(`no command of ${document} has ${words.join(" and ")}\n  allowed: parts of\n${commands.join("\n")}`);
  process.exit(2);
}
const figures = new Map();
let failed = 0;
for (const command of chosen) {
  say(command);
  const env = { ...process.env, npm_config_loglevel: "silent", NO_COLOR: "1" };
  const { status, stdout } = spawnSync("sh", ["-c", command], {
    encoding: "utf8",
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) {
    failed = status ?? 1;
    break;
  }
  figures.set(command, stdout.replace(/[ \t]+$/gm, "").trim());
}
// Not before: a figure says whether there are changes against its commit, and this is one.
const text = readFileSync(document, "utf8").replace(measurement, (block, command) =>
  figures.has(command) ? `\`\`\`sh\n${command}\n\`\`\`\n\n\`\`\`text\n${figures.get(command)}\n\`\`\`` : block,
);
writeFileSync(document, text);
process.exit(failed);
