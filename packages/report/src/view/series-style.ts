import type { SeriesStyle, SymbolName } from "./chart-types.ts";
import { slug } from "./format.ts";
import { methodOf } from "./method-name.ts";

const symbols: readonly SymbolName[] = ["circle", "square", "triangle", "diamond", "star", "cross", "wye", "diamond2"];
const dashes = [null, "6 2.5", "2 2.5", "8 2.5 2 2.5", "4 1.5", "1.5 1.5"];

/** FNV-1a's offset, replaced by one that spreads short names well over few slots. */
const offset = 321;

/** How each variant looks: by its method's name alone, so that it looks the same in every report. */
export interface Styles {
  /** All that were handed out. */
  readonly all: readonly SeriesStyle[];
  of(variant: string): SeriesStyle;
  /** One precision among `count` of a variant, where a chart shows one method only. */
  ofPrecision(variant: string, precision: string, index: number): SeriesStyle;
  /** The value that this one is steered to. */
  ofTarget(style: SeriesStyle): SeriesStyle;
}

/**
 * Gives every method a colour and a symbol, every further variant of it a dash; the reference is neutral.
 * Methods whose names fall on a taken slot move to the next free one, in alphabetical order.
 */
export function assignStyles(variants: readonly string[], reference: string | null): Styles {
  const known = [...new Set(variants)].sort();
  const methods = [...new Set(known.filter((variant) => variant !== reference).map(methodOf))];
  const slots = assignSlots(methods);
  const styles = new Map<string, SeriesStyle>();
  for (const variant of known) {
    const siblings = known.filter((other) => methodOf(other) === methodOf(variant) && other !== reference);
    const slot = slots.get(methodOf(variant)) ?? 0;
    const isReference = variant === reference;
    styles.set(variant, {
      id: `swatch-${slug(variant)}`,
      colour: isReference ? "var(--series-reference)" : `var(--series-${slot + 1})`,
      dash: isReference ? "3 3" : cycle(dashes, siblings.indexOf(variant)),
      symbol: isReference ? "circle" : cycle(symbols, slot),
    });
  }
  const derived = new Map<string, SeriesStyle>();
  const derive = (style: SeriesStyle) => {
    derived.set(style.id, style);
    return style;
  };
  const of = (variant: string) => {
    const style = styles.get(variant);
    if (style === undefined) {
      throw new Error(`no style for variant ${JSON.stringify(variant)}; known are ${known.join(", ")}`);
    }
    return style;
  };
  return {
    get all() {
      return [...styles.values(), ...derived.values()];
    },
    of,
    ofPrecision(variant, precision, index) {
      const id = `${of(variant).id}-${slug(precision)}`;
      return derive({ ...of(variant), id, dash: cycle(dashes, index), symbol: cycle(symbols, index) });
    },
    ofTarget: (style) => derive({ ...style, id: `${style.id}-target`, colour: "var(--series-reference)" }),
  };
}

function assignSlots(methods: readonly string[]): Map<string, number> {
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  for (const method of methods) {
    let slot = hash(method) % symbols.length;
    while (taken.has(slot) && taken.size < symbols.length) slot = (slot + 1) % symbols.length;
    taken.add(slot);
    slots.set(method, slot);
  }
  return slots;
}

function hash(name: string): number {
  let value = offset;
  for (const character of name) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  return (value ^ (value >>> 15)) >>> 0;
}

function cycle<T>(items: readonly T[], index: number): T {
  return items[index % items.length] as T;
}
