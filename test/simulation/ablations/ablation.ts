import type { Wanted } from "../schedule.ts";

/** A change to one line of the code: `find` must stand in the file exactly once. */
export interface Patch {
  /** From the project's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** One guard taken out of the code, and the schedules that are drawn to provoke what it guards against. */
export interface Ablation {
  readonly name: string;
  /** The guard, as `tasks.md` has it. */
  readonly says: string;
  readonly patches: readonly Patch[];
  readonly wanted: Wanted;
  /** Gone through in every order in place of seeds: what matters is a moment that seeds hardly ever draw. */
  readonly scene?: "hear";
  /** The promises that break without it. */
  readonly expects: readonly string[];
  /** It only saves time: without it nothing breaks. */
  readonly onlySlows?: true;
  /** Run on every push too: it fails within so many seeds. */
  readonly onPush?: number;
}

/** @throws Error when the text is not the one that the patch was made for */
export function patched(text: string, { file, find, replace }: Patch): string {
  const parts = text.split(find);
  if (parts.length !== 2)
    throw new Error(`${JSON.stringify(find)} stands ${parts.length - 1} times in ${file}: it must stand once`);
  return parts.join(replace);
}
