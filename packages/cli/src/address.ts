import { InvalidArgumentError } from "commander";

/** Reads an option that is an address on the web. */
export function address(value: string): string {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) {
    throw new InvalidArgumentError("an address begins with http:// or https://.");
  }
  return value;
}
