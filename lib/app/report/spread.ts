/** How long things took, in whole seconds: enough for a sum and a median, in bounded memory. */
export interface Spread {
  known: number;
  /** How many there were whose time is not known. */
  unknown: number;
  sumSeconds: number;
  /** How often each length came; long ones to three digits, so that there are few different ones. */
  readonly counts: Map<number, number>;
}

export function newSpread(): Spread {
  return { known: 0, unknown: 0, sumSeconds: 0, counts: new Map() };
}

/** Counts one more. @param seconds below zero, as clocks differ: zero; missing: not known */
export function addTo(spread: Spread, seconds: number | undefined): void {
  if (seconds === undefined) {
    spread.unknown++;
    return;
  }
  const whole = Math.max(0, Math.round(seconds));
  const length = whole < 1000 ? whole : Number(whole.toPrecision(3));
  spread.known++;
  spread.sumSeconds += whole;
  spread.counts.set(length, (spread.counts.get(length) ?? 0) + 1);
}

/** In seconds, of an even number the mean of the two in the middle; `undefined` where none is known. */
export function medianSeconds({ known, counts }: Spread): number | undefined {
  if (known === 0) return undefined;
  const lengths = [...counts].toSorted(([one], [other]) => one - other);
  return (lengthAt(lengths, Math.floor((known - 1) / 2)) + lengthAt(lengths, Math.floor(known / 2))) / 2;
}

function lengthAt(lengths: readonly (readonly [number, number])[], place: number): number {
  let before = 0;
  for (const [length, count] of lengths) {
    before += count;
    if (place < before) return length;
  }
  return Number.NaN;
}

/** What all of them together stay below a length: nobody makes up for another who took longer. */
export function secondsBelow({ counts }: Spread, mostSeconds: number): number {
  return [...counts].reduce((sum, [length, count]) => sum + count * Math.max(0, mostSeconds - length), 0);
}
