import type { Remedy } from "../../../core/diagnosis.ts";
import type { FoundHook, HookReply, SeenProject } from "../../../core/doctorLooks.ts";
import type { HookOwner } from "../../../core/hooks.ts";
import type { Standing } from "./watched.ts";
import type { Wishes } from "./wishes.ts";

/** A hook that leads here, and the watched projects that it tells of. */
export interface HookWard {
  readonly hook: FoundHook;
  readonly owner: HookOwner;
  readonly about: string;
  readonly projects: readonly SeenProject[];
}

/** What a hook is seen with, and what is wanted of it. */
export interface Around {
  readonly standing: Standing;
  readonly address: string;
  readonly wishes: Wishes;
}

/** A hook that is more than its address is left alone: what GitLab hides of it would be lost. */
export function mayEdit({ hook }: HookWard): boolean {
  return !hook.hasMore;
}

/** How a remedy ended. */
export async function outcome(done: string, reply: Promise<HookReply>): ReturnType<Remedy["apply"]> {
  const answer = await reply;
  return "done" in answer ? { done } : answer;
}
