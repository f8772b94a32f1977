import type { Context, ScheduledEvent } from "aws-lambda";
import { patrol } from "../lib/app/patrol.ts";
import { errorFields } from "../lib/edge/log.ts";
import { once } from "../lib/edge/once.ts";
import { type PatrolWorld, realPatrol } from "./world/patrol.ts";

/** Every 10 minutes: asks each GitLab what no hook told. It only looks and plans; what it plans, the workers do. */
export function make(world: PatrolWorld) {
  return async (_event: ScheduledEvent, context: Context): Promise<void> => {
    const remainingMillis = () => context.getRemainingTimeInMillis();
    const runs = world.sources.map((source) =>
      patrol(source, { ...world, remainingMillis }).catch((error: unknown) =>
        world.log.error("patrol", { source: source.id, ...errorFields(error) }),
      ),
    );
    await Promise.all(runs);
  };
}

const ready = once(() => make(realPatrol()));

export const handler = async (event: ScheduledEvent, context: Context) => await ready()(event, context);
