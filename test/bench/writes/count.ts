import { jobIn } from "../../prove/cost/kind.ts";
import { createMeter } from "../../prove/cost/meter.ts";
import { type Metered, openMetered, rulebook } from "../../prove/cost/metered.ts";
import { jobBody } from "../door/bodies.ts";
import { type Step, stepOf } from "./words.ts";

/** `PENSTOCK_RECORD`. */
export type Recording = "all" | "wanted";

const retryFailed = "id: again, on: job, when: { status: failed }, do: retry";

const minute = 60;

/** What something asks of the tables, without what the clock wakes by itself. */
export interface Counted {
  readonly steps: readonly Step[];
  readonly writes: number;
  readonly transactions: number;
  /** What is written, each item of a transaction alone. */
  readonly items: number;
}

export function counted(steps: readonly Step[]): Counted {
  const writing = steps.filter(({ isWrite }) => isWrite);
  return {
    steps,
    writes: writing.length,
    transactions: writing.filter(({ isTransaction }) => isTransaction).length,
    items: writing.reduce((sum, { items }) => sum + items.length, 0),
  };
}

/** The real functions over the embedded database, each the second time that it happens: nothing is new any more. */
async function onStage(
  record: Recording,
  play: (stage: Metered, time: number, take: () => unknown) => Promise<void>,
): Promise<Counted> {
  let steps: Step[] = [];
  const meter = createMeter((asked) => {
    if (asked.by === "webhook" || asked.by === "work") steps.push(stepOf(asked));
  });
  const stage = await openMetered(rulebook(retryFailed), { house: { record } }, meter);
  try {
    const take = () => {
      const taken = steps;
      steps = [];
      return taken;
    };
    for (const time of [0, 1]) await play(stage, time, take);
    return counted(take());
  } finally {
    await stage.close();
  }
}

/** One delivery, which a rule wants or not. */
export function delivery(record: Recording, status: "running" | "failed"): Promise<Counted> {
  return onStage(record, async (stage, time, take) => {
    take();
    await stage.deliverSigned(bodyOf(stage, status, 100 + time));
  });
}

function bodyOf({ project }: Metered, status: string, id: number): string {
  const hook = JSON.parse(jobBody(id, "failed").toString());
  const where = { ...hook.project, id: project.id, path_with_namespace: project.path };
  return JSON.stringify({ ...hook, build_status: status, project_id: project.id, project: where });
}

/** So many jobs fail at once, and each is retried: from the hooks that tell it to the journal that tells of it. */
export function retries(record: Recording, count: number): Promise<Counted> {
  return onStage(record, async (stage, _time, take) => {
    const jobs = Array.from({ length: count }, () => stage.twin.run(jobIn(stage)).id);
    // What a process has of the rate budget it has for two seconds.
    stage.clock.advance(minute);
    await stage.settle();
    take();
    for (const id of jobs) stage.twin.fail(id, "script_failure");
    await stage.settle();
  });
}
