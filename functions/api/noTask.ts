import { nearestTask } from "../../lib/app/tasks.ts";
import type { ApiWorld } from "../world/api.ts";
import { refuse } from "./refusal.ts";

/** A key's bound. Source: docs.aws.amazon.com/amazondynamodb, "Service, account, and table quotas" (read 2026-11). */
const mostBytes = 2048;

/** Whether a task can have this id. */
export function canBeTask(id: string): boolean {
  return Buffer.byteLength(id) <= mostBytes;
}

/** The answer to who asks for a task that is not there: with the id that may be meant, where one is near. */
export async function noTask(id: string, source: string, { store }: ApiWorld): Promise<Response> {
  if (!canBeTask(id)) return refuse("noTask", { message: `a task's id has at most ${mostBytes} bytes` });
  const near = await nearestTask(store, source, id);
  const message = `there is no task ${JSON.stringify(id)}`;
  return near === undefined
    ? refuse("noTask", { message })
    : refuse("noTask", { message, cure: `Did you mean ${near}?` });
}
