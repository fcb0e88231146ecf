/** Registers the kernels. Once a process, after the backend is ready. */
export function registerWebgpuKernels(): void {}
