import type { Instant } from "../../../lib/core/time.ts";
import type { Random } from "../../simulation/random.ts";
import type { County } from "./county.ts";

interface Given {
  readonly dice: Random;
  /** How many jobs fail. */
  readonly jobs: number;
  readonly from: Instant;
  readonly until: Instant;
}

/** Pipelines whose jobs fail begin at any moment between two, with gates and releases among them. */
export function fill({ timeline, events, projects }: County, { dice, jobs, from, until }: Given): void {
  const when = () => from + 10 * Math.floor((dice.next() * (until - from)) / 10);
  const project = () => projects[dice.whole(0, projects.length - 1)] ?? 0;
  for (let left = jobs; left > 0; ) {
    const some = dice.whole(2, 25);
    left -= some;
    timeline.at(when(), () => events.addFailing(project(), some));
    if (dice.chance(0.5)) timeline.at(when(), () => events.addGate(project()));
    if (dice.chance(0.5)) timeline.at(when(), () => events.addRelease(project()));
  }
}
