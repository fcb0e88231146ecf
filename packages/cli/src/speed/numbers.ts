import { InvalidArgumentError } from "commander";

/** Reads an option that counts something. @throws {InvalidArgumentError} for anything but a whole number in the range */
export function count(noun: string, least = 1, most = 1_000_000): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() === "" || !Number.isInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(`${noun} are a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

/** Reads a share of training. @throws {InvalidArgumentError} for anything but a number from 0 to under 1 */
export function shareOfTraining(value: string): number {
  const share = Number(value);
  if (value.trim() === "" || !(share >= 0 && share < 1)) {
    throw new InvalidArgumentError("progress is a share of training from 0 to under 1, as 0.5.");
  }
  return share;
}

export function threadCount(threads: number): string {
  return threads === 1 ? "1 thread" : `${threads} threads`;
}
