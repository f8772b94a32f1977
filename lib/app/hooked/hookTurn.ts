import { hookKey } from "../../core/hooked.ts";
import type { HookOwner, SeenHook } from "../../core/hooks.ts";
import { type Instant, instantText } from "../../core/time.ts";
import { type Attempts, isTaken, readAttempts } from "./attempts.ts";
import type { HookNote } from "./hookNote.ts";
import type { HookRun } from "./hookRun.ts";
import { sendAgain } from "./sendAgain.ts";
import { isBroken, noteHook } from "./tell.ts";

/** A project or a group, as its notes name it. */
export type NotedOwner = { readonly project: number; readonly path: string } | { readonly group: string };

const lookMillis = 6 * 3_600_000;
/** The most events of one hook that wait to be sent again: what 5 a run bring in under two hours. */
const mostWaiting = 50;

/** A hook's turn: notes how it does, tells what has changed, and sees to its lost deliveries. @returns whether it is over */
export async function hookTurn(owner: NotedOwner, hook: SeenHook, run: HookRun): Promise<boolean> {
  const key = keyOf(run.source.id, owner, hook.id);
  const before = run.book.get(key);
  const now = run.world.clock();
  const note = seenNow(before, { owner, hook, now });
  if (isBroken(hook.state)) {
    const { lookedAt: _, ...unlooked } = note;
    await noteHook(key, { ...unlooked, fate: broken }, run);
    return true;
  }
  const isDue = note.lookedAt === undefined || now - note.lookedAt >= lookMillis;
  if (isDue) {
    const asked = { owner: ownerOf(owner), hookId: hook.id };
    const attempts = await readAttempts(asked, { note, run, isShallow: before === undefined });
    if (attempts === "paused") return false;
    const looked = attempts === "hidden" ? { ...note, lookedAt: now } : withAttempts(note, { before, attempts, now });
    await noteHook(key, looked, run);
    if (looked.lookedAt === undefined) return true;
  } else await noteHook(key, note, run);
  await sendAgain({ key, owner: ownerOf(owner) }, run);
  return true;
}

const broken = "what fails meanwhile is sent again once it works, as far as GitLab has it; its jobs the patrol finds";

export function keyOf(source: string, owner: NotedOwner, hook: number): string {
  return hookKey(source, "project" in owner ? owner.project : `group:${owner.group}`, hook).key;
}

function ownerOf(owner: NotedOwner): HookOwner {
  return "project" in owner ? owner.project : { group: owner.group };
}

/** The note by what GitLab says of the hook alone. */
function seenNow(
  before: HookNote | undefined,
  { owner, hook, now }: { owner: NotedOwner; hook: SeenHook; now: Instant },
): HookNote {
  const { words, state } = hook;
  const kept = before ?? { resent: 0, waiting: [] };
  const since = before?.state === state ? before.since : now;
  return { ...kept, ...owner, hook: hook.id, state, words, since, seenAt: now };
}

/** The note by what its deliveries tell, too. Without `lookedAt` it does not work yet, and is looked at again soon. */
function withAttempts(
  note: HookNote,
  { before, attempts, now }: { before: HookNote | undefined; attempts: Attempts; now: Instant },
): HookNote {
  const { newest, lost } = attempts;
  const upTo = Math.max(note.upTo ?? 0, newest?.id ?? 0);
  if (newest && isTaken(newest) === false) return stillFailing(note, before, newest.responseStatus);
  // What failed before anybody looked after this hook is the patrol's.
  if (!before) return { ...note, upTo, lookedAt: now };
  const { fate: _, ...calm } = note;
  if (lost.length === 0) return { ...(note.waiting.length > 0 ? note : calm), upTo, lookedAt: now };
  const waiting = [...lost.map(lostOf), ...note.waiting];
  const fate = fateOf(attempts, waiting.length - mostWaiting);
  return { ...note, waiting: waiting.slice(0, mostWaiting), fate, upTo, lookedAt: now };
}

/** GitLab calls it again, but what it sent last was not taken. */
function stillFailing(note: HookNote, before: HookNote | undefined, status: number | undefined): HookNote {
  const { lookedAt: _, ...unlooked } = note;
  const said = status === undefined ? "was not answered" : `was answered ${status}`;
  const cure = "repair the receiver; GitLab tries it with the next event";
  const words = `hook ${note.hook}: the last delivery ${said}: ${cure}`;
  return {
    ...unlooked,
    words,
    fate: broken,
    ...(before && isBroken(before.state) && { state: before.state, since: before.since }),
  };
}

function lostOf({ id, idempotencyKey: key, createdAt }: Attempts["lost"][number]) {
  return { id, key, ...(createdAt !== undefined && { at: createdAt }) };
}

/** What becomes of the deliveries that were lost. */
function fateOf({ lost, isWhole }: Attempts, over: number): string {
  const times = lost.flatMap(({ createdAt }) => createdAt ?? []);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const when = times.length > 0 ? ` between ${instantText(first)} and ${instantText(last)}` : "";
  const count = `${isWhole ? "" : "at least "}${lost.length.toLocaleString("en")}`;
  const what = `${count} ${lost.length === 1 ? "delivery" : "deliveries"} failed${when}`;
  if (over <= 0) return `${what}: each is sent again once`;
  return `${what}: the newest ${mostWaiting} are sent again once, and of the others the patrol has found what still matters`;
}
