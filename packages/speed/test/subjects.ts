import { type Method, onTrack, parsePrecision } from "qat-core";
import { method as fp32 } from "qat-method-fp32";
import { method as ste } from "qat-method-ste";
import type { Subject } from "../src/subject.ts";

/** The float network, hard quantization, and a method with a pullback and parameters of its own. */
export const subjects = {
  float: subject(fp32, "default", "w32a32"),
  hard: subject(ste, "default", "w2a32"),
  learning: subject(ste, "lsq", "w2a4"),
} as const;

function subject({ name, variants }: Method, variant: string, precisionName: string): Subject {
  const precision = parsePrecision(precisionName);
  const entry = onTrack(variants[variant] ?? variants.default, "controlled", precision);
  if (!entry.supported) throw new Error(entry.reason);
  return { name: `${name}/${variant}`, variant: entry.variant, precision, grid: entry.grid };
}
