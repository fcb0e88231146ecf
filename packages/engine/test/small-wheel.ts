import { execFileSync } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findInstall } from "../src/native/cache.ts";
import { sha256OfFile } from "../src/native/checksum.ts";
import { type Release, releaseOf } from "../src/native/release.ts";

const NAME = "qat-bench-small";

/**
 * Packs libraries without content, the real headers where there are any, and something that is not needed, as pip and
 * the installer expect a wheel.
 */
const PACK = `
import os, sys, zipfile
wheel, libraries, headers, name = sys.argv[1:5]
info = name.replace("-", "_") + "-1.0.dist-info/"
with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as zip:
    for library in os.listdir(libraries):
        zip.write(os.path.join(libraries, library), "tensorflow/" + library)
    for folder, _, files in os.walk(headers):
        for file in files:
            path = os.path.join(folder, file)
            zip.write(path, "tensorflow/include/" + os.path.relpath(path, headers))
    zip.writestr("tensorflow/python/unneeded.bin", os.urandom(2000000))
    zip.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: " + name + "\\nVersion: 1.0\\n")
    zip.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: false\\nTag: cp311-cp311-manylinux_2_27_x86_64\\n")
    zip.writestr(info + "RECORD", "")
`;

/**
 * Makes a wheel like TensorFlow's, of a few megabytes, in the folder `index`: its libraries are real but empty, its
 * headers those of the installed engine, so that the binding compiles against it.
 */
export async function makeSmallWheel(index: string): Promise<Release> {
  const libraries = join(index, "libraries");
  mkdirSync(libraries, { recursive: true });
  const source = join(index, "empty.cc");
  writeFileSync(source, "");
  for (const library of ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"]) {
    execFileSync("g++", ["-shared", `-Wl,-soname,${library}`, source, "-o", join(libraries, library)]);
  }
  const file = `${NAME.replaceAll("-", "_")}-1.0-cp311-cp311-manylinux_2_27_x86_64.whl`;
  const wheel = join(index, file);
  const headers = join(findInstall(releaseOf("cpu"))?.folder ?? index, "include");
  execFileSync("python3", ["-c", PACK, wheel, libraries, headers, NAME]);
  const sha256 = await sha256OfFile(wheel);
  return { name: NAME, version: "1.0", flavor: "cpu", file, sha256, bytes: statSync(wheel).size };
}
