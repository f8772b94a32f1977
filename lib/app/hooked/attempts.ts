import type { Attempt, HookOwner } from "../../core/hooks.ts";
import type { Instant } from "../../core/time.ts";
import type { HookNote } from "./hookNote.ts";
import { type HookRun, mayAsk } from "./hookRun.ts";

/** What a hook's deliveries tell. */
export interface Attempts {
  readonly newest?: Attempt;
  /** Those that failed, that no later attempt made good, and that may be sent again; the newest first. */
  readonly lost: readonly (Attempt & { readonly idempotencyKey: string })[];
  /** Of more than were looked through there may be others. */
  readonly isWhole: boolean;
}

interface Asked {
  readonly owner: HookOwner;
  readonly hookId: number;
}

/** What failed before that is left to the patrol, as with everything that it finds: nobody waits for it any more. */
export const recentMillis = 24 * 3_600_000;

/** What rules judge without a person who asked for it: comments of yesterday are not obeyed today. */
const wanted: ReadonlySet<string> = new Set(["job_hooks", "pipeline_hooks", "deployment_hooks", "release_hooks"]);
/** GitLab's keys are UUIDs: a longer one would only fill the note. */
const mostKeyCharacters = 100;
/** 200 deliveries of all kinds, and then 100 that were answered with 5xx, and with 4xx. */
const mostPages = 10;
const mostPagesOfKind = 5;

/**
 * Looks through a hook's deliveries, newest first, back to what was looked through before.
 *
 * @param isShallow only the newest page
 * @returns `hidden`: this GitLab does not list them; `paused`: there was no room for it
 */
export async function readAttempts(
  asked: Asked,
  { note, run, isShallow = false }: { note: HookNote; run: HookRun; isShallow?: boolean },
): Promise<Attempts | "hidden" | "paused"> {
  const seen: Attempt[] = [];
  const isBehind = behind(note, run.world.clock());
  const all = await readList(asked, { run, seen, isBehind, most: isShallow ? 1 : mostPages });
  if (all === "hidden" || all === "paused") return all;
  let isWhole = all === "whole";
  if (!isWhole && !isShallow)
    for (const only of ["server_failure", "client_failure"] as const) {
      const kind = await readList(asked, { run, seen, isBehind, most: mostPagesOfKind, only });
      if (kind === "paused" || kind === "hidden") return kind;
      isWhole = false;
    }
  const [newest] = seen;
  return { ...(newest && { newest }), lost: lostAmong(seen, { note, isBehind }), isWhole };
}

/** Whether the door took it: GitLab is content with a redirect, the door answers with none. `undefined`: nobody knows. */
export function isTaken({ responseStatus, isDelivered }: Attempt): boolean | undefined {
  return responseStatus === undefined ? isDelivered : responseStatus >= 200 && responseStatus < 300;
}

function behind({ upTo = 0 }: HookNote, now: Instant): (attempt: Attempt) => boolean {
  return ({ id, createdAt = now }) => id <= upTo || createdAt < now - recentMillis;
}

async function readList(
  asked: Asked,
  list: {
    readonly run: HookRun;
    readonly seen: Attempt[];
    readonly isBehind: (attempt: Attempt) => boolean;
    readonly most: number;
    readonly only?: "client_failure" | "server_failure";
  },
): Promise<"whole" | "part" | "hidden" | "paused"> {
  const { run, seen, isBehind, most, only } = list;
  let cursor: string | undefined;
  for (let pages = 0; pages < most; pages++) {
    if (!(await mayAsk(run))) return "paused";
    const how = { ...(only && { only }), ...(cursor !== undefined && { cursor }) };
    const page = await run.hooks.attemptsPage(asked, how);
    if ("hidden" in page) return "hidden";
    seen.push(...page.items);
    if (page.next === undefined || page.items.some(isBehind)) return "whole";
    cursor = page.next;
  }
  return "part";
}

function lostAmong(
  seen: readonly Attempt[],
  { note, isBehind }: { note: HookNote; isBehind: (attempt: Attempt) => boolean },
): Attempts["lost"] {
  const settled = new Set<string>([...(note.asked ?? []), ...note.waiting.map(({ key }) => key)]);
  for (const attempt of seen)
    if (isTaken(attempt) && attempt.idempotencyKey !== undefined) settled.add(attempt.idempotencyKey);
  const lost: (Attempt & { readonly idempotencyKey: string })[] = [];
  for (const attempt of seen.toSorted((one, other) => other.id - one.id)) {
    const { idempotencyKey: key, trigger = "" } = attempt;
    // Without its key nobody could tell an event that was sent again from another one.
    if (isTaken(attempt) !== false || key === undefined || settled.has(key)) continue;
    if (key.length > mostKeyCharacters) continue;
    if (!wanted.has(trigger) || isBehind(attempt)) continue;
    settled.add(key);
    lost.push({ ...attempt, idempotencyKey: key });
  }
  return lost;
}
