import type { Engine } from "qat-engine";
import { hardware, provenance, type Workspace } from "qat-runner";

/** What a figure must be quoted with: it means nothing without. */
export interface Circumstances {
  readonly engine: Engine["kind"];
  readonly fingerprint: Engine["fingerprint"];
  readonly hardware: ReturnType<typeof hardware>;
  readonly commit: string | null;
  /** Whether the sources differ from the commit. */
  readonly dirty: boolean;
  readonly measuredAt: string;
}

export async function circumstances(workspace: Workspace, { kind, fingerprint }: Engine): Promise<Circumstances> {
  const { commit, dirty } = await provenance(workspace);
  return { engine: kind, fingerprint, hardware: hardware(), commit, dirty, measuredAt: new Date().toISOString() };
}

/** Two lines under a table. */
export function describeCircumstances({ fingerprint, hardware, commit, dirty, measuredAt }: Circumstances): string {
  const engine = Object.entries(fingerprint).map(([name, value]) => (name === "kind" ? value : `${name} ${value}`));
  const sources = commit === null ? "no commit" : `commit ${commit.slice(0, 12)}${dirty ? " with changes" : ""}`;
  return `${engine.join(", ")}\n${hardware.cpu}, ${hardware.cores} cores, Node ${hardware.node}; ${sources}; ${measuredAt}`;
}
