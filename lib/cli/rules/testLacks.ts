import type { TriedFile } from "./testRun.ts";

/** A file of rules, or one rule of it, that no case tries as it should. */
export interface Lack {
  readonly file: string;
  /** Missing: of the whole file. */
  readonly rule?: string;
  readonly text: string;
  /** Whether the command fails for it, however it is called. */
  readonly isFailure: boolean;
}

/** What cases are missing: a file has to have one that says yes, and of each rule there should be one that says yes and one that says no. */
export function lacksOf(tried: readonly TriedFile[], isStrict: boolean): Lack[] {
  return tried.flatMap(({ file, rules }): Lack[] => {
    const isTried = rules.length === 0 || rules.some(({ said }) => said.yes > 0);
    const whole: Lack[] = isTried ? [] : [{ file, text: "no case says yes to any rule of it", isFailure: true }];
    const single = rules.flatMap(({ rule, said }): Lack[] => {
      const missing = (["yes", "no"] as const).filter((answer) => said[answer] === 0 && (isTried || answer === "no"));
      if (missing.length === 0) return [];
      return [{ file, rule, text: `no case says ${missing.join(", and none ")}`, isFailure: isStrict }];
    });
    return [...whole, ...single];
  });
}

export function lackText({ file, rule, text }: Lack): string {
  return rule === undefined ? `${file}: ${text}` : `${file}: ${rule}: ${text}`;
}
