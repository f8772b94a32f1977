import type { Area, Diagnosis, Remedy } from "../../../core/diagnosis.ts";
import { type Illness, type IllnessId, illnesses, type wellWords } from "./illnesses.ts";

/** What is said of one finding. */
interface Finding {
  readonly about: string;
  readonly says: string;
  /** Default: the illness's own. */
  readonly cure?: string;
  /** Default: the first that the illness may have. */
  readonly level?: Diagnosis["level"];
  readonly remedy?: Remedy | undefined;
}

export function ill(id: IllnessId, { about, says, cure, level, remedy }: Finding): Diagnosis {
  const { area, levels, cure: usual }: Illness = illnesses[id];
  const how = level ?? levels[0] ?? "broken";
  return {
    id,
    area,
    level: how,
    about,
    says: sentence(says),
    cure: sentence(cure ?? usual),
    ...(remedy && { remedy }),
  };
}

/** GitLab's words stand in some of them, which end as they like. */
function sentence(words: string): string {
  const begun = /^[a-z]+(?:[ ,]|: )/.test(words) ? words.charAt(0).toUpperCase() + words.slice(1) : words;
  return /[.?!]$/.test(begun) ? begun.replace(/\.{2,}$/, ".") : `${begun}.`;
}

export function well(id: (typeof wellWords)[number], area: Area, about: string, says: string): Diagnosis {
  return { id, area, level: "well", about, says };
}

const mostNamed = 5;

/** Some things by their names, as people read them: `shop/api, shop/web and 3 more`. */
export function listed(names: readonly string[]): string {
  const more = names.length - mostNamed;
  const shown = names.slice(0, mostNamed).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** `1 project`, `2 projects`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
