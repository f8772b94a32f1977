import type { Context, ScheduledEvent } from "aws-lambda";
import { newPace } from "../lib/app/dueRun.ts";
import { tendGates } from "../lib/app/gates/tend.ts";
import { planKeepReviews } from "../lib/app/keeps/daily.ts";
import { tendOutages } from "../lib/app/outage/tend.ts";
import { performDue } from "../lib/app/performDue.ts";
import { tendPlans } from "../lib/app/plans/tend.ts";
import { overheard, tellPulse } from "../lib/app/pulse.ts";
import { planSchedules } from "../lib/app/schedule.ts";
import { sealJournal } from "../lib/app/seal.ts";
import { errorFields, invoked } from "../lib/edge/log.ts";
import { once } from "../lib/edge/once.ts";
import { during, realWorker, type WorkerWorld } from "./world/worker.ts";

/**
 * Every minute: performs what has come due, whoever forgot it, as long as its time lasts; plans what schedule rules want;
 * looks whether outages are over; forgets gates that are; seals the journal; tells how each source does.
 */
export function make(world: WorkerWorld) {
  const pace = newPace();
  return async (_event: ScheduledEvent, context: Context): Promise<void> => {
    const worker = during(world, context);
    const schedules = world.sources.map(async (source) => {
      const planned = await planSchedules(source, worker).catch((error: unknown) =>
        world.log.error("schedule", { source: source.id, ...errorFields(error) }),
      );
      // The stream brings more than there is room for: what it puts off would wait for the next minute.
      if (planned) await performDue(worker, pace);
    });
    const reviews = world.sources.map((source) =>
      planKeepReviews(source, worker).catch((error: unknown) =>
        world.log.error("keeps", { source: source.id, ...errorFields(error) }),
      ),
    );
    const seals = world.sources.map(({ id }) =>
      sealJournal(id, worker).catch((error: unknown) => world.log.error("seal", { source: id, ...errorFields(error) })),
    );
    const plans = world.sources.map((source) =>
      tendPlans(source, worker).catch((error: unknown) =>
        world.log.error("plans", { source: source.id, ...errorFields(error) }),
      ),
    );
    const gates = world.sources.map((source) =>
      tendGates(source, worker).catch((error: unknown) =>
        world.log.error("gates", { source: source.id, ...errorFields(error) }),
      ),
    );
    const outages = world.sources.map((source) =>
      tendOutages(source, worker).catch((error: unknown) =>
        world.log.error("outages", { source: source.id, ...errorFields(error) }),
      ),
    );
    const tokens = world.sources.map(({ id }) =>
      watchedTokens(id, worker).catch((error: unknown) =>
        world.log.error("tokens", { source: id, ...errorFields(error) }),
      ),
    );
    const { store, due, over } = overheard(worker.store);
    const pulses = world.sources.map((source) =>
      tellPulse(source, worker, due).catch((error: unknown) =>
        world.log.error("pulse", { source: source.id, ...errorFields(error) }),
      ),
    );
    // Where too little time is left for one call nobody asks what is due.
    const performed = performDue({ ...worker, store }, pace).finally(over);
    await Promise.all([
      ...schedules,
      ...reviews,
      ...plans,
      ...gates,
      ...outages,
      ...seals,
      ...pulses,
      ...tokens,
      performed,
    ]);
  };
}

async function watchedTokens(source: string, world: WorkerWorld): Promise<void> {
  if (!world.tokens) return;
  await (await import("../lib/app/tokens/watch.ts")).watchTokens(source, world);
}

const tick = once(() => make(realWorker("tick")));

export const handler = async (event: ScheduledEvent, context: Context) =>
  await invoked(context, () => tick()(event, context));
