import type { Context, ScheduledEvent } from "aws-lambda";
import { tendHooks } from "../lib/app/hooked/tend.ts";
import { patrol } from "../lib/app/patrol.ts";
import { watchTokens } from "../lib/app/tokens/watch.ts";
import { errorFields, invoked } from "../lib/edge/log.ts";
import { once } from "../lib/edge/once.ts";
import { type PatrolWorld, realPatrol } from "./world/patrol.ts";

/** Of its time a run keeps so much for the hooks that lead here. */
const hooksPart = 0.1;

/**
 * Every 10 minutes: asks each GitLab what no hook told, and looks after the hooks. It only looks and plans; what it plans, the
 * workers do.
 */
export function make(world: PatrolWorld) {
  return async (_event: ScheduledEvent, context: Context): Promise<void> => {
    const remainingMillis = () => context.getRemainingTimeInMillis();
    const forHooks = remainingMillis() * hooksPart;
    const told = (source: string) => (error: unknown) => world.log.error("patrol", { source, ...errorFields(error) });
    const runs = world.sources.map(async (source) => {
      await patrol(source, { ...world, remainingMillis: () => remainingMillis() - forHooks }).catch(told(source.id));
      await watchTokens(source.id, world).catch(told(source.id));
      await tendHooks(source, { ...world, remainingMillis }).catch(told(source.id));
    });
    await Promise.all(runs);
  };
}

const ready = once(() => make(realPatrol()));

export const handler = async (event: ScheduledEvent, context: Context) =>
  await invoked(context, () => ready()(event, context));
