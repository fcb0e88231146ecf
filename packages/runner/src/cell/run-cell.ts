import { byteSize, hashOf, type Network } from "qat-core";
import { disqualifications } from "../judge/disqualifications.ts";
import { flatness } from "../judge/flatness.ts";
import { judge } from "../judge/judge.ts";
import type { CellProgram } from "./cell-program.ts";
import { readCheckpoint, restore } from "./checkpoint.ts";
import { type Clock, startClock } from "./clock.ts";
import { type Curves, startCurves } from "./curves.ts";
import type { CellMessage, Figures, Job, Outcome, Stage } from "./messages.ts";
import { writeNetwork } from "./network-file.ts";
import { type PreparedCell, prepare } from "./prepare.ts";
import { train } from "./train.ts";

/** Trains a cell, exports its network and has it judged. Whatever it throws ends the cell as failed. */
export async function runCell(
  program: CellProgram,
  job: Job,
  enter: (stage: Stage) => void,
  send: (message: CellMessage) => void,
): Promise<Outcome> {
  const checkpoint = await readCheckpoint(job.checkpoint.path);
  const clock = startClock(checkpoint?.seconds);
  const curves = startCurves(checkpoint ?? undefined);

  enter("load");
  await program.open(job.threads);
  const cell = await prepare(program, job);
  if (checkpoint) restore(cell.training, checkpoint);
  clock.lap("load");

  enter("train");
  const trained = await train(cell, {
    checkpoint: job.checkpoint,
    best: checkpoint?.best ?? null,
    clock,
    curves,
    send,
  });
  if (trained.diverged) {
    const { step } = cell.training;
    const reason = `the loss became ${trained.loss} by step ${step} of ${cell.steps}`;
    return { status: "diverged", step, reason, detail: "", ...(await figures(cell, clock, curves)) };
  }

  enter("export");
  const exported = await cell.training.export();
  const proof = disqualifications(exported, program.task.network, cell.precision, cell.grid);
  if (proof.length > 0) {
    const reason = `the exported network is not what ${job.cell.precision} allows`;
    return { status: "disqualified", reason, proof, ...(await figures(cell, clock, curves)) };
  }

  enter("judge");
  const judged = await judge(program.task, exported, cell.data.test);
  const flat = await flatness(program.task, exported, cell.data.train);
  clock.lap("evaluate");
  if (job.network) await writeNetwork(job.network, exported);
  return {
    status: "completed",
    ...judged,
    size: { bytes: byteSize(exported), floatBytes: floatBytes(program.task.network) },
    flatness: flat,
    weightHash: hashOf(exported),
    ...(await figures(cell, clock, curves)),
  };
}

async function figures(
  { training, task, configuration, seeds, latentMap }: PreparedCell,
  clock: Clock,
  curves: Curves,
): Promise<Figures> {
  const seconds = clock.seconds();
  return {
    ...curves.all(),
    // What took minutes to train is not lost for a plot.
    latentMap: await latentMap().catch((error: unknown) => {
      process.stderr.write(`no map of latent weights: ${String(error)}\n`);
      return [];
    }),
    seconds,
    steps: training.step,
    examplesPerSecond: training.step === 0 ? 0 : (training.step * task.recipe.batchSize) / seconds.train,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    configuration: { ...configuration },
    seeds: { ...seeds.record },
  };
}

/** Bytes of the network with everything in 32-bit floating point. */
function floatBytes({ parameters, statistics = [] }: Network): number {
  return (
    4 *
    [...parameters, ...statistics].reduce(
      (sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1),
      0,
    )
  );
}
