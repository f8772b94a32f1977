import type { Area, Diagnosis } from "../../../../core/diagnosis.ts";

/** What the doctor may find about a GitLab, by its word; `cure` in general: a diagnosis names the thing. */
export interface Illness {
  readonly area: Area;
  readonly levels: readonly Diagnosis["level"][];
  readonly means: string;
  readonly cure: string;
  /** `--fix` may do it. */
  readonly isMendable?: true;
}

type Levels = Diagnosis["level"] | readonly Diagnosis["level"][];

/** One that a person must cure. */
export function illness(area: Area, levels: Levels, means: string, cure: string): Illness {
  return { area, levels: typeof levels === "string" ? [levels] : levels, means, cure };
}

/** One that `--fix` may cure. */
export function mendable(area: Area, level: Diagnosis["level"], means: string, cure: string): Illness {
  return { ...illness(area, level, means, cure), isMendable: true };
}
