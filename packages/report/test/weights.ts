import type { LatentMap, WeightHistogram } from "qat-ledger";

/** A map as records have it: 121 latents from -1.5 to 1.5 at each quarter, and at the end. */
export function makeLatentMap(becomes: (latent: number, progress: number) => number): LatentMap[] {
  const latents = Array.from({ length: 121 }, (_, i) => (i - 60) / 40);
  return [0, 0.25, 0.5, 0.75, 1].map((progress) => ({
    progress,
    points: latents.map((latent): [number, number] => [latent, becomes(latent, progress)]),
  }));
}

/** Histograms of 60 bins from -3 to 3 as records have them: at the start and after every tenth of 400 steps. */
export function makeHistograms(live: (bin: number, progress: number) => number): WeightHistogram[] {
  const bins = Array.from({ length: 60 }, (_, bin) => bin);
  return Array.from({ length: 11 }, (_, part) => ({
    step: 40 * part,
    lowest: -3,
    highest: 3,
    latent: bins.map(bell),
    live: bins.map((bin) => live(bin, part / 10)),
  }));
}

/** A thousand weights at most in a bin, around zero. */
export function bell(bin: number): number {
  return Math.round(1000 * Math.exp(-(((bin - 29.5) / 10) ** 2 / 2)));
}

/** Clipped to [-1, 1] at first, ever steeper around zero, and its sign at the end. */
export function steeper(latent: number, progress: number): number {
  if (progress >= 0.75) return latent < 0 ? -1 : 1;
  return Math.max(-1, Math.min(1, latent / (1 - progress)));
}

/** The sign with noise that is gone at the end: the same at each call. */
export function noisy(latent: number, progress: number): number {
  const noise = Math.sin(8747.3 * latent + 7 * progress);
  return (latent < 0 ? -1 : 1) * (1 + 0.6 * (1 - progress) * noise);
}
