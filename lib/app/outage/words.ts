import type { Outage } from "../../core/outage.ts";
import { instantText } from "../../core/time.ts";

/** Where it holds: `shop/api`, `project 42`, `all projects`. */
export function placeText({ project, projectPath }: Pick<Outage, "project" | "projectPath">): string {
  return project === undefined ? "all projects" : (projectPath ?? `project ${project}`);
}

/** `10 minutes`, `90 seconds`. */
function withinText(seconds: number): string {
  if (seconds % 60 !== 0) return `${seconds} seconds`;
  return seconds === 60 ? "a minute" : `${seconds / 60} minutes`;
}

/** What opened it, and what follows. */
export function openedText(outage: Outage): string {
  const { rule, failure, retries, withinSeconds, nextCanaryAt } = outage;
  return `${rule} made jobs run again ${retries} times within ${withinText(withinSeconds)} in ${placeText(outage)} because of ${failure}: more are parked, and one is tried at ${instantText(nextCanaryAt)}`;
}

/** What closed it, and what follows. */
export function closedText(outage: Outage, why: string): string {
  const { rule, failure, parked } = outage;
  const tasks = parked === 1 ? "1 task comes" : `${parked} tasks come`;
  const follows = parked === 0 ? "" : `; ${tasks} due again within 10 minutes`;
  return `${rule} no longer holds back because of ${failure} in ${placeText(outage)}: ${why}${follows}`;
}

/** Why a task waits. */
export function parkedText(outage: Outage): string {
  const { rule, failure, canary, nextCanaryAt } = outage;
  const next = canary ? "a single run is being tried" : `a single run is tried at ${instantText(nextCanaryAt)}`;
  return `parked: ${rule} made jobs run again too often because of ${failure} in ${placeText(outage)}; ${next}`;
}
