import { describeWebgpuTraining } from "./describe-webgpu-training.ts";

/** Noise and learned amplitudes; a proximal map on sorted codebooks; counted flips that steer. The long test has all. */
const chosen = ["noise-tempering/default", "parq/default", "tr-scheduling/default"];

await describeWebgpuTraining("w2a4", (label) => chosen.some((name) => label === `${name}, controlled`));
