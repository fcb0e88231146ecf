import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { at, checkout, own, recordOf } from "./fixtures/trained-ledger.ts";

const publish = (...line: string[]) => checkout.run("publish", ...line);
const indexOf = (folder: string) => readFile(join(folder, "index.html"), "utf8");

describe("publish", () => {
  test("renders what was trained into reports/site, with a page that says how to train each cell again", async () => {
    const { code, stdout } = await publish("--repository", "https://example.org/suite");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+ records, \d+ pages: .*reports\/site\/index\.html\n$/);
    const { cell, provenance } = await recordOf("ste", 1);
    const html = await indexOf(at("site"));
    expect(html).toContain("Leaderboard");
    const [, page = ""] = /href="(cell\/ste-[^"]*\.html)"/.exec(html) ?? [];
    const own = await readFile(at(`site/${page}`), "utf8");
    expect(own).toContain(`--suite quick --variant ste --task ${cell.task}`);
    expect(own).toContain(`https://example.org/suite/commit/${provenance.commit}`);
  });

  test("a corrupt record is left out, and said in the terminal, in JSON and on the page", async () => {
    const { key } = await recordOf("ste", 1);
    await writeFile(join(own(), `${key}.json`), "{");
    const { code, stdout, stderr } = await publish("--json");
    expect(code).toBe(0);
    expect(stderr).toContain(`left out: ${join("reports/ledger", `${key}.json`)}`.slice("left out: reports/".length));
    const { leftOut } = JSON.parse(stdout) as { leftOut: string[] };
    expect(leftOut).toHaveLength(1);
    expect(await indexOf(at("site"))).toContain(`${key}.json`);
    expect(existsSync(join(own(), `${key}.json`))).toBe(true);
  });

  test("the gate's page is of what was calibrated here, and where nothing was, of what the repository keeps", async () => {
    const gatePage = async () => {
      expect((await publish()).code).toBe(0);
      return readFile(at("site/gate.html"), "utf8");
    };
    await checkout.write("docs/gate-calibration.json", "kept");
    expect(await gatePage()).toContain("it is no JSON");
    await writeFile(at("gate-calibration.json"), "{}");
    const page = await gatePage();
    expect(page).toContain("The calibration cannot be read");
    expect(page).not.toContain("it is no JSON");
  });

  test("refuses a folder that holds something else, a ledger that is none and an address that is none", async () => {
    await writeFile(at("ledger/notes.txt"), "");
    const other = await publish("--out", own());
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/holds something else than a site, which would be lost\n {2}allowed: .*\n {2}to do: /);
    expect(existsSync(at("ledger/notes.txt"))).toBe(true);
    expect((await publish("--ledger", at("nowhere"))).code).toBe(2);
    expect((await publish("--repository", "example")).code).toBe(2);
  });
});
