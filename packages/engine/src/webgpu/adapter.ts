/** What WebGPU says of an adapter, and Dawn of what stands behind it. */
export interface Adapter {
  readonly vendor: string;
  readonly architecture: string;
  /** The GPU's name. */
  readonly device: string;
  /** WebGPU's `description`: Dawn puts the driver's name and version there. */
  readonly driver: string;
  /** Whether it computes on the processor. */
  readonly software: boolean;
}

/** The part of a `GPUAdapterInfo` that names an adapter. */
export interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter: boolean;
}

export function adapterOf(info: AdapterInfo): Adapter {
  const { vendor, architecture, device, description, isFallbackAdapter } = info;
  return { vendor, architecture, device, driver: description, software: isFallbackAdapter };
}
