import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { BackendValues } from "@tensorflow/tfjs-core";
import { EngineError } from "../engine-error.ts";

/**
 * tfjs's backend, which is made for browsers, as Node.js needs it: what a browser would show on its console is an error
 * here, and what needs a canvas is refused.
 */
export class NodeWebgpuBackend extends WebGPUBackend {
  private failure: EngineError | undefined;

  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    super(device, info);
    device.onuncapturederror = ({ error }) => this.fail(`the GPU refused an operation: ${error.message}`);
    void device.lost.then(({ reason, message }) => {
      if (reason !== "destroyed") this.fail(`the GPU was lost: ${message}`);
    });
  }

  /** @throws EngineError where an operation failed since the start: what was computed after it is worth nothing. */
  override async read(dataId: object): Promise<BackendValues> {
    const values = await super.read(dataId).catch((error: unknown) => {
      throw this.failure ?? error;
    });
    if (this.failure) throw this.failure;
    return values;
  }

  /** @throws EngineError where the values are not on the processor: outside of a browser they cannot be waited for. */
  override readSync(dataId: object): BackendValues {
    const { values } = this.tensorMap.get(dataId);
    if (values) return values;
    throw new EngineError(
      "dataSync() or arraySync() of a tensor on webgpu; allowed is what waits for the GPU. Use `await tensor.data()`.",
    );
  }

  private fail(what: string): void {
    const [line] = what.split("\n");
    this.failure ??= new EngineError(`${line} The weights since then are worth nothing. Run it on another engine.`, {
      cause: what,
    });
  }
}
