/** What the values of an axis are: it decides how they are written. */
export type Unit = "count" | "nanoseconds" | "bytes" | "times";

/** The ends of a logarithmic axis; both are more than 0. */
export type Span = readonly [from: number, to: number];

/** From so many decades on only powers of ten are named. */
const manyDecades = 3;
const steps = [1, 2, 5] as const;
/** No value lies on the frame. */
const room = 1.03;

/**
 * The ends of an axis for values: rounded outwards to 1, 2 or 5 times a power of ten, and a decade long at the least, so that
 * what does not grow looks as flat as it is.
 *
 * @throws RangeError where there are none, or one is not more than 0
 */
export function spanOf(values: readonly number[]): Span {
  checked(values);
  const [least, most] = [Math.min(...values) / room, Math.max(...values) * room];
  const [from, to] = [roundDown(least), roundUp(most)];
  if (to / from >= 10) return [from, to];
  const power = 10 ** Math.floor(Math.log10(least));
  return most <= power * 10 ? [power, power * 10] : [from, from * 10];
}

/** The ends of an axis that goes from the first of its values to the last. @throws RangeError as `spanOf` */
export function tightSpan(values: readonly number[]): Span {
  checked(values);
  return [Math.min(...values), Math.max(...values)];
}

function checked(values: readonly number[]): void {
  if (values.length === 0) throw new RangeError("there is nothing to show");
  const odd = values.find((value) => !(Number.isFinite(value) && value > 0));
  if (odd !== undefined) throw new RangeError(`${odd} has no place on a logarithmic axis`);
}

/** Where a value stands, from 0 at the one end to 1 at the other; in the middle where both ends are one. */
export function placeOn([from, to]: Span, value: number): number {
  return from === to ? 0.5 : Math.log(value / from) / Math.log(to / from);
}

/** The values that an axis names. */
export function ticksOf([from, to]: Span): number[] {
  const isLong = Math.log10(to / from) >= manyDecades - near;
  return powersBetween(from, to)
    .flatMap((power) => (isLong ? [power] : steps.map((step) => tidy(step * power))))
    .filter((tick) => tick >= from * (1 - near) && tick <= to * (1 + near));
}

/** Sums of logarithms are not quite whole. */
const near = 1e-9;

function powersBetween(from: number, to: number): number[] {
  const first = Math.floor(Math.log10(from) + near);
  const last = Math.ceil(Math.log10(to) - near);
  return Array.from({ length: last - first + 1 }, (_, at) => tidy(10 ** (first + at)));
}

function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + near);
  return tidy(power * (steps.findLast((step) => step * power <= value * (1 + near)) ?? 1));
}

function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + near);
  return tidy(power * ([...steps, 10].find((step) => step * power >= value * (1 - near)) ?? 10));
}

function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

const scales: Readonly<Record<Unit, readonly (readonly [size: number, name: string])[]>> = {
  count: [
    [1e6, " million"],
    [1, ""],
  ],
  nanoseconds: [
    [86_400e9, " days"],
    [3_600e9, " h"],
    [1e9, " s"],
    [1e6, " ms"],
    [1e3, " µs"],
    [1, " ns"],
  ],
  bytes: [
    [1e9, " GB"],
    [1e6, " MB"],
    [1e3, " KB"],
    [1, " bytes"],
  ],
  times: [[1, "x"]],
};

/** A value with its unit, as people write it, with three digits of it: `3.06 µs`, `10,000`, `1.02x`. Bytes are counted by thousands. */
export function valueText(value: number, unit: Unit): string {
  const three = Number(value.toPrecision(3));
  const [size, name] = scales[unit].find(([least]) => three >= least) ?? scales[unit].at(-1) ?? [1, ""];
  return `${(three / size).toLocaleString("en", { maximumSignificantDigits: three / size >= 1_000 ? 6 : 3 })}${name}`;
}
