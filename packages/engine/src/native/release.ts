import { EngineError } from "../engine-error.ts";

/** A wheel of the Python package index that holds TensorFlow's library, and how to know it when it has arrived. */
export interface Release {
  /** The package's name on the index. */
  readonly name: string;
  readonly version: string;
  readonly flavor: Flavor;
  readonly file: string;
  /** Hexadecimal; absent where the wheel has not been run yet, and then whoever installs it must give it. */
  readonly sha256?: string;
  /** Size of the wheel; absent where it has not been seen yet. */
  readonly bytes?: number;
}

export const FLAVORS = ["cpu", "cuda"] as const;
export type Flavor = (typeof FLAVORS)[number];

/**
 * One wheel for everyone, whatever Python they have: only its C library is used, which knows no Python. So one checksum
 * serves all.
 */
export const WHEEL_TAGS = { python: "3.11", implementation: "cp", abi: "cp311", platform: "manylinux_2_27_x86_64" };

const TENSORFLOW_VERSION = "2.21.0";

function wheelFile(distribution: string): string {
  const { implementation, abi, platform } = WHEEL_TAGS;
  return `${distribution}-${TENSORFLOW_VERSION}-${implementation}${WHEEL_TAGS.python.replace(".", "")}-${abi}-${platform}.whl`;
}

const RELEASES: Readonly<Record<Flavor, Release>> = {
  cpu: {
    name: "tensorflow-cpu",
    version: TENSORFLOW_VERSION,
    flavor: "cpu",
    file: wheelFile("tensorflow_cpu"),
    sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
    bytes: 273_829_956,
  },
  // Not run yet: the first who runs it on a GPU pins checksum and size here.
  cuda: {
    name: "tensorflow",
    version: TENSORFLOW_VERSION,
    flavor: "cuda",
    file: wheelFile("tensorflow"),
  },
};

/** @throws EngineError for a flavor that does not exist. */
export function releaseOf(flavor: Flavor): Release {
  const release: Release | undefined = RELEASES[flavor];
  if (release === undefined) {
    throw new EngineError(`there is no native engine of flavor "${flavor}". Allowed: ${FLAVORS.join(", ")}.`);
  }
  return release;
}
