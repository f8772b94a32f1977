import type { Context, ScheduledEvent } from "aws-lambda";
import { performAll } from "../lib/app/performAll.ts";
import { planSchedules } from "../lib/app/schedule.ts";
import { errorFields } from "../lib/edge/log.ts";
import { once } from "../lib/edge/once.ts";
import { during, realWorker, type WorkerWorld } from "./world/worker.ts";

const mostTasks = 500;

/** Every minute: performs what has come due, whoever forgot it, and plans what schedule rules want. */
export function make(world: WorkerWorld) {
  return async (_event: ScheduledEvent, context: Context): Promise<void> => {
    const worker = during(world, context);
    const schedules = world.sources.map((source) =>
      planSchedules(source, worker).catch((error: unknown) =>
        world.log.error("schedule", { source: source.id, ...errorFields(error) }),
      ),
    );
    await Promise.all([...schedules, performAll(await world.store.dueTasks(world.clock(), mostTasks), worker)]);
  };
}

const tick = once(() => make(realWorker("tick")));

export const handler = async (event: ScheduledEvent, context: Context) => await tick()(event, context);
