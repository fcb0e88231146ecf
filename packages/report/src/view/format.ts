import prettyBytes from "pretty-bytes";
import prettyMilliseconds from "pretty-ms";

const integers = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A minus sign that has the width of a plus sign. */
function typeset(text: string): string {
  return text.replace(/^-/, "\u2212");
}

/** `60,000` */
export function formatCount(value: number): string {
  return typeset(integers.format(value));
}

/** Four significant digits: `0.03125`, `1.2e-7`. */
export function formatNumber(value: number): string {
  return typeset(String(Number(value.toPrecision(4))));
}

/** A metric's value: percentages to a hundredth (one of 10,000 images), others to four digits. */
export function formatMetric(value: number, unit: string): string {
  return withUnit(unit === "%" ? typeset(value.toFixed(2)) : formatNumber(value), unit);
}

/** A metric's value as a paper gives it: no digit is added. */
export function formatReported(value: number, unit: string): string {
  return withUnit(typeset(String(value)), unit);
}

/** How far values lie from their mean, behind which it stands: `± 0.31`. */
export function formatSpread(spread: number, unit: string): string {
  const twoDigits = spread < 10 ? spread.toPrecision(2) : formatNumber(Number(spread.toPrecision(2)));
  return `\u00b1\u00a0${unit === "%" ? spread.toFixed(2) : twoDigits}`;
}

/** What a mean is sure to within: half of its interval. */
export function formatMargin({ low, high }: { low: number; high: number }, unit: string): string {
  return formatSpread((high - low) / 2, unit);
}

/** `97.50 % ± 0.20`; the mean alone where no interval is known. */
export function formatMean(mean: number, interval: { low: number; high: number } | null, unit: string): string {
  const value = formatMetric(mean, unit);
  return interval === null ? value : `${value} ${formatMargin(interval, unit)}`;
}

/** A difference of two metrics, signed; of percentages in percentage points. */
export function formatDifference(value: number, unit: string): string {
  const digits = unit === "%" ? Math.abs(value).toFixed(2) : formatNumber(Math.abs(value));
  const sign = Number(digits) === 0 ? "\u00b1" : value < 0 ? "\u2212" : "+";
  return withUnit(`${sign}${digits}`, unit === "%" ? "pp" : unit);
}

function withUnit(digits: string, unit: string): string {
  return unit === "" ? digits : `${digits}\u00a0${unit}`;
}

/** `18.4 kB`, with 1 kB = 1000 bytes. */
export function formatBytes(bytes: number): string {
  return prettyBytes(Math.round(bytes), { nonBreakingSpace: true });
}

/** `38.4s`, `2m 5s` */
export function formatSeconds(seconds: number): string {
  const digits =
    seconds < 60 ? { secondsDecimalDigits: 1, keepDecimalsOnWholeSeconds: seconds >= 1 } : { secondsDecimalDigits: 0 };
  return prettyMilliseconds(seconds * 1000, digits);
}

/** `14.8×` */
export function formatRatio(ratio: number): string {
  return `${ratio.toFixed(1)}\u00d7`;
}

/** `2026-11-21 09:30 UTC` */
export function formatTime(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** A hash's first digits. */
export function shortHash(hash: string, digits = 12): string {
  return hash.slice(0, digits);
}

/** `1 cell`, `2 cells` */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** With a capital letter first, as a sentence begins. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Letters and digits joined by hyphens, for an element's id. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
