import * as tf from "@tensorflow/tfjs-core";
import type { ParameterSpec, StatisticSpec } from "../network.ts";

/** Variables by name: what a checkpoint holds. */
export type Variables = Readonly<Record<string, tf.Variable>>;

/** A variable that starts as a copy of its parameter's initial value. */
export function initialVariable(
  spec: Pick<ParameterSpec, "name" | "shape">,
  initial: ReadonlyMap<string, tf.Tensor>,
): tf.Variable {
  const value = initial.get(spec.name) ?? unknownParameter(spec.name);
  if (!tf.util.arraysEqual(value.shape, [...spec.shape])) {
    throw new Error(`the initial value of ${spec.name} has shape [${value.shape}]; the network says [${spec.shape}]`);
  }
  return tf.tidy(() => tf.variable(tf.clone(value), false));
}

/** The same for a running statistic, which knows where it starts unless a trained network says otherwise. */
export function initialStatistic(spec: StatisticSpec, initial: ReadonlyMap<string, tf.Tensor>): tf.Variable {
  if (initial.has(spec.name)) return initialVariable(spec, initial);
  return tf.tidy(() => tf.variable(tf.fill([...spec.shape], spec.initial), false));
}

export function unknownParameter(name: string): never {
  throw new Error(`the network has no value for its parameter ${name}`);
}

/** The variables under `prefix/name`, one a spec. */
export function named(prefix: string, specs: readonly { name: string }[], values: readonly tf.Variable[]): Variables {
  return Object.fromEntries(specs.map((spec, i) => [`${prefix}/${spec.name}`, at(values, i)]));
}

/** The variables with `prefix/` before their names. */
export function prefixed(prefix: string, state: Variables): Variables {
  return Object.fromEntries(Object.entries(state).map(([name, variable]) => [`${prefix}/${name}`, variable]));
}

/** The element at an index that is known to exist. */
export function at<T>(list: readonly T[], index: number): T {
  const element = list[index];
  if (element === undefined) throw new Error(`expected at least ${index + 1} tensors, got ${list.length}`);
  return element;
}

/** @throws {Error} when a method's hook did not return one tensor for each that was expected */
export function expectCount(hook: string, received: number, expected: number): void {
  if (received === expected) return;
  throw new Error(`the method's ${hook} returned ${received} values; expected ${expected}, one for each it was given`);
}

/** @throws {Error} when two parameters, of the network or learned by the method, have one name */
export function expectDistinct(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new Error(`two parameters are named ${twice}; what a method learns needs names of its own`);
}

/** A number read out of the engine; its tensor is disposed, unless it is a variable, which lives on with its rule. */
export async function readNumber(value: number | tf.Scalar): Promise<number> {
  if (typeof value === "number") return value;
  const [number = Number.NaN] = await value.data();
  if (!(value instanceof tf.Variable)) value.dispose();
  return number;
}
