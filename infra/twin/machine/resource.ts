import type { World } from "../state/world.ts";
import { completed } from "./composite.ts";
import { assignResource } from "./enqueue.ts";
import { proceed } from "./proceed.ts";

/** From now on a job that ends gives its resource to the next one that waits for it. */
export function handOnResources(world: World): void {
  world.listeners.push((news) => {
    if (news.kind !== "job" && news.kind !== "bridge") return;
    const { status, resourceGroup, pipeline } = news.job;
    if (resourceGroup === null || !completed.includes(status)) return;
    const next = assignResource(world, pipeline.project, resourceGroup);
    if (next) proceed(world, next.pipeline);
  });
}
