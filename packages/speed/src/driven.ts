import { type TrainingStep, takeSteps } from "./training-step.ts";

const mostSteps = 1_000_000;

/**
 * Lets another program say when steps are taken, so that it can alternate between processes: a line that says how many is
 * answered with a line of JSON, once they are computed.
 */
export async function* answers(step: TrainingStep, lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield JSON.stringify(await answer(step, line.trim()));
}

async function answer(step: TrainingStep, line: string): Promise<object> {
  const steps = Number(line);
  if (!/^\d+$/.test(line) || steps < 1 || steps > mostSteps) {
    return { error: `received ${JSON.stringify(line)}; allowed is how many steps to take, 1 to ${mostSteps}` };
  }
  const { milliseconds, loss } = await takeSteps(step, steps);
  return {
    steps,
    milliseconds,
    millisecondsAStep: milliseconds / steps,
    imagesPerSecond: (1000 * steps * step.batchSize) / milliseconds,
    loss: Number.isFinite(loss) ? loss : null,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}
