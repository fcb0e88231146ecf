import * as tf from "@tensorflow/tfjs-core";

/** One float variable a parameter, zero at first. */
export function zeroSlots(slot: string, shapes: ReadonlyMap<string, readonly number[]>): Record<string, tf.Variable> {
  const entries = [...shapes].map(([name, shape]) => {
    const zeros = tf.zeros([...shape]);
    const variable = tf.variable(zeros, false);
    zeros.dispose();
    return [`${name}/${slot}`, variable] as const;
  });
  return Object.fromEntries(entries);
}

/** The variable of one parameter. */
export function slotOf(slots: Record<string, tf.Variable>, name: string, slot: string): tf.Variable {
  const variable = slots[`${name}/${slot}`];
  if (!variable) throw new Error(`the optimizer was not started with a parameter named ${name}`);
  return variable;
}
