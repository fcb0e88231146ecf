import { PARTS, type Part, partOf } from "./parts.ts";
import type { Span } from "./spans.ts";

/** Where the time of a step goes, in milliseconds a step. */
export interface Breakdown {
  /** Sums up to `milliseconds`. */
  readonly parts: Readonly<Record<Part, number>>;
  readonly milliseconds: number;
  /** The kernels, whatever part they were called in, those that take longest first. */
  readonly kernels: readonly KernelTime[];
}

export interface KernelTime {
  readonly kernel: string;
  /** Calls a step. */
  readonly calls: number;
  /** Milliseconds a step in the kernel itself, without kernels that it calls. */
  readonly milliseconds: number;
}

/**
 * Gives every moment of the measured steps to one part: to the innermost phase around it (the method's hooks,
 * the optimizer, the making of the batch), else to the outermost kernel, for what a kernel calls serves it, else to
 * `dispatch`: what the step takes beside its kernels.
 * @param spans of whole steps, inner ones before those around them
 */
export function breakdown(spans: readonly Span[]): Breakdown {
  const parts = Object.fromEntries(PARTS.map((part) => [part, 0])) as Record<Part, number>;
  const kernels = new Map<string, { calls: number; milliseconds: number }>();
  let steps = 0;
  for (const [span, around] of inOrderOfStart(spans)) {
    const own = span.end - span.start;
    parts[ownerOf(span, around)] += own;
    const [parent] = around;
    if (parent) parts[ownerOf(parent, around.slice(1))] -= own;
    if (span.kind === "step") steps += 1;
    if (span.kind === "kernel") {
      const known = kernels.get(span.name) ?? { calls: 0, milliseconds: 0 };
      kernels.set(span.name, { calls: known.calls + 1, milliseconds: known.milliseconds + own });
    }
    const outer = parent?.kind === "kernel" ? kernels.get(parent.name) : undefined;
    if (parent && outer) kernels.set(parent.name, { ...outer, milliseconds: outer.milliseconds - own });
  }
  const aStep = (sum: number) => (steps === 0 ? 0 : sum / steps);
  return {
    parts: Object.fromEntries(PARTS.map((part) => [part, aStep(parts[part])])) as Record<Part, number>,
    milliseconds: aStep(spans.reduce((sum, { kind, start, end }) => sum + (kind === "step" ? end - start : 0), 0)),
    kernels: [...kernels]
      .map(([kernel, { calls, milliseconds }]) => ({ kernel, calls: aStep(calls), milliseconds: aStep(milliseconds) }))
      .sort((a, b) => b.milliseconds - a.milliseconds || a.kernel.localeCompare(b.kernel)),
  };
}

/** The part that a span's own time belongs to. @param around the spans that it lies in, the innermost first */
function ownerOf(span: Span, around: readonly Span[]): Part {
  const inwards = [span, ...around];
  const phase = inwards.find(({ kind }) => kind === "method" || kind === "optimizer" || kind === "data");
  if (phase) return phase.kind as "method" | "optimizer" | "data";
  const outermost = inwards.findLast(({ kind }) => kind === "kernel");
  return outermost ? partOf(outermost.name) : "dispatch";
}

/** Each span with those that it lies in, the innermost first; outer ones come before inner ones. */
function inOrderOfStart(spans: readonly Span[]): [Span, readonly Span[]][] {
  // Inner spans end first, so read from the end each span comes after those around it.
  let open: Span[] = [];
  return spans.toReversed().map((span) => {
    open = open.filter(({ start, end }) => start <= span.start && span.end <= end);
    const around = open;
    open = [span, ...open];
    return [span, around];
  });
}
