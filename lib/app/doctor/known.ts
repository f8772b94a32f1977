import type { Area, Diagnosis, Remedy } from "../../core/diagnosis.ts";
import { isUnseen, type Seen } from "../../core/seen.ts";

/** A diagnosis that may be made: what the manual says of it, and what all of its kind have in common. */
export interface Known {
  readonly area: Area;
  readonly level: Diagnosis["level"];
  /** What is so, in general. */
  readonly what: string;
  /** What to do; a diagnosis may say it more exactly. */
  readonly cure?: string;
  /** `--fix` may do it. */
  readonly isMendable?: true;
}

interface Told {
  readonly cure?: string;
  readonly remedy?: Remedy | undefined;
}

/** Makes diagnoses of a list: area and level are the list's, and so is the cure unless one is told. */
export function teller<Id extends string>(list: Readonly<Record<Id, Known>>) {
  return (id: Id, about: string, says: string, { cure = list[id].cure, remedy }: Told = {}): Diagnosis => {
    const { area, level } = list[id];
    return { id, area, level, about, says, ...(cure !== undefined && { cure }), ...(remedy && { remedy }) };
  };
}

/** A remedy that is one request: its end in words. */
export function remedyOf(does: string, request: () => Promise<Seen<unknown>>): Remedy {
  return {
    does,
    async apply() {
      const seen = await request();
      if (isUnseen(seen)) return { failed: `${seen.unseen}: ${seen.cure}` };
      return seen === "missing" ? { failed: "it is not there any more" } : { done: "AWS has taken it" };
    },
  };
}
