import type { Ends } from "../../flows/process.ts";
import { type Cost, type Metered, openMetered, rulebook } from "./metered.ts";

/** Something that costs, and a way to measure it once everything that is remembered is remembered. */
export interface Kind {
  readonly name: string;
  /** What it is made of, and so what it may cost; missing: it costs by how much there is. */
  readonly bound?: Bound;
  measure(): Promise<Cost>;
}

/** What something may cost at most. */
export interface Bound {
  readonly units: number;
  /** Requests to GitLab. */
  readonly gitlab: number;
}

/** So many units and requests to GitLab may one event cost, with the effect that it leads to. */
export const oneEvent: Bound = { units: 40, gitlab: 6 };
/** A delete is checked against every hold and keep, and looked at twice: so many more units. */
const deleteUnits = 60;
/** So many more requests for each person whose rights are read anew. */
const perPerson = 3;

/** The bound of so many events or effects, and of people who have a say in them. */
export function bound(events: number, people = 0): Bound {
  return { units: oneEvent.units * events, gitlab: oneEvent.gitlab * events + perPerson * people };
}

/** The bound of so many deletes. */
export function deletesBound(count: number): Bound {
  return { units: deleteUnits * count, gitlab: oneEvent.gitlab * count };
}

/** A kind that is measured on a stage of its own, the second time that it happens there: nothing is new any more. */
export function onStage(name: string, { rules, record = "wanted", bound: most = oneEvent, play }: Play): Kind {
  return alone(name, most, async (ends) => {
    const stage = await openMetered(rulebook(...rules), { house: { record } });
    ends.after(() => stage.close());
    await play(stage, 0);
    return await play(stage, 1);
  });
}

interface Play {
  readonly rules: readonly string[];
  readonly record?: "all" | "wanted";
  /** Default: of one event. */
  readonly bound?: Bound;
  play(stage: Metered, time: number): Promise<Cost>;
}

/** A kind that makes what it is measured on, which ends with it. */
export function alone(name: string, most: Bound | undefined, measured: (ends: Ends) => Promise<Cost>): Kind {
  return {
    name,
    ...(most && { bound: most }),
    async measure() {
      const ends: (() => unknown)[] = [];
      try {
        return await measured({ after: (end) => ends.push(end) });
      } finally {
        for (const end of ends.toReversed()) await end();
      }
    },
  };
}

/** A pipeline of one job. @returns the job's id */
export function jobIn(
  { twin, project }: Metered,
  { name = "build", ref = "main", tag = false, when = "on_success" }: Partial<Wanted> = {},
): number {
  const { id } = twin.addPipeline(project.id, { ref, tag, jobs: [{ name, when }] });
  return twin.jobNamed(id, name).id;
}

interface Wanted {
  readonly name: string;
  readonly ref: string;
  readonly tag: boolean;
  readonly when: "on_success" | "manual";
}
