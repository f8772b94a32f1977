/** The settings of every Penstock of a day, in seconds: short, so that what hangs on them happens within the day. */
export const settings = { settle: 4, callTimeout: 2, function: 9 } as const;

/** A claim's end: the function's end and 5 s. */
export const leaseSeconds = settings.function + 5;

/** When it happened, and what: for people who read how a violation came about. */
export interface Diary {
  note(text: string): void;
  readonly lines: readonly { readonly at: number; readonly text: string }[];
}

export function openDiary(): Diary {
  const lines: { at: number; text: string }[] = [];
  return { lines, note: (text) => void lines.push({ at: Date.now(), text }) };
}
