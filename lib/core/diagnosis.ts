/** What `penstock doctor` looks at, in the order in which it is told. */
export const areas = [
  "settings",
  "tables",
  "streams",
  "schedules",
  "clock",
  "gitlab",
  "tokens",
  "projects",
  "hooks",
  "rules",
] as const;
export type Area = (typeof areas)[number];

/** Something that was looked at, and how it is. */
export interface Diagnosis {
  /** A fixed word for programs, e.g. `hookMissing`; what is well has one, too. */
  readonly id: string;
  readonly area: Area;
  /** `broken`: something does not work; `warning`: it will not, or is more than is needed; `unknown`: it could not be seen. */
  readonly level: "well" | "warning" | "broken" | "unknown";
  /** What it is about, as people call it: `hook 12 of shop/api`, `token act of gitlab`. */
  readonly about: string;
  /** What is so, as one sentence. Never a secret. */
  readonly says: string;
  /** What to do; missing only where it is well. */
  readonly cure?: string;
  /** What `--fix` can do about it by itself; missing: a person must. */
  readonly remedy?: Remedy;
}

/** A cure that a program can apply, once. */
export interface Remedy {
  /** What it would do, as one sentence. */
  readonly does: string;
  /** @returns what was done, or why not: expected trouble is a sentence, too */
  apply(): Promise<{ readonly done: string } | { readonly failed: string }>;
}
