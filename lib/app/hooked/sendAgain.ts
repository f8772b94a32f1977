import type { HookOwner, SentAgain } from "../../core/hooks.ts";
import { splitKey } from "../../core/key.ts";
import type { Instant } from "../../core/time.ts";
import { recentMillis } from "./attempts.ts";
import type { HookNote, Lost } from "./hookNote.ts";
import { type HookRun, mayAsk } from "./hookRun.ts";
import { logged } from "./tell.ts";

/** So many a minute GitLab allows one user in one project or group. Source: docs.gitlab.com/api/project_webhooks (read 2026-11). */
const mostPerMinute = 5;
const minuteMillis = 60_000;
/** In one run, of all hooks together. */
const mostPerRun = 40;
/** More than can be asked for while GitLab still has the events. */
const mostAsked = 300;

/**
 * Has what is lost of a working hook sent again, the newest first, as many as GitLab, the time and the rate budget allow; the
 * rest waits for a later run. Each is noted before it is asked for: when a run is cut off there, that one is left to the
 * patrol.
 */
export async function sendAgain(
  hook: { readonly key: string; readonly owner: HookOwner },
  run: HookRun,
): Promise<void> {
  for (;;) {
    const note = run.book.get(hook.key);
    const next = note && nextOf(note, { now: run.world.clock(), others: () => latelyOfOthers(hook.key, run) });
    if (!next || run.did.resent >= mostPerRun) return;
    if (next.lost === undefined) return void (await run.book.put(hook.key, next.note));
    if (!(await mayAsk(run))) return;
    if ((await run.book.put(hook.key, next.note)) !== "written") return;
    run.did.resent++;
    const reply = await run.hooks.resend(hook.owner, next.note.hook, next.lost.id);
    const after = noteAfter(reply, { before: note, asked: next.note, now: run.world.clock() });
    if (after) await run.book.put(hook.key, after);
    if (reply.kind === "failed" || reply.kind === "never")
      run.world.log.info("hook", { ...logged(next.note, run), words: after?.fate });
    if (reply.kind !== "delivered" && reply.kind !== "gone") return;
  }
}

/** When the last ones of the same owner's other hooks were asked for: GitLab counts them together. */
function latelyOfOthers(key: string, { book }: HookRun): Instant[] {
  const [owner] = splitKey(key);
  const others = book.keys().filter((other) => other !== key && splitKey(other)[0] === owner);
  return others.flatMap((other) => book.get(other)?.lately ?? []);
}

/** The note before the next event is asked for; `undefined`: none may be asked for now. */
function nextOf(
  note: HookNote,
  { now, others }: { now: Instant; others: () => readonly Instant[] },
): { note: HookNote; lost?: Lost } | undefined {
  const waiting = note.waiting.filter(({ at = now }) => at >= now - recentMillis);
  const isLately = (at: Instant) => at > now - minuteMillis;
  const lately = (note.lately ?? []).filter(isLately);
  const [lost, ...rest] = waiting;
  if (!lost) return note.waiting.length > 0 ? { note: { ...note, waiting, fate: tooOld } } : undefined;
  if (lately.length + others().filter(isLately).length >= mostPerMinute) return undefined;
  return {
    lost,
    note: {
      ...note,
      waiting: rest,
      asked: [...(note.asked ?? []), lost.key].slice(-mostAsked),
      lately: [...lately, now],
      resent: note.resent + 1,
    },
  };
}

const tooOld = "what still waited to be sent again is more than a day old now: the patrol has found what still matters";

/** What there is to note after GitLab's reply; `undefined`: nothing more. */
function noteAfter(
  reply: SentAgain,
  { before, asked, now }: { before: HookNote; asked: HookNote; now: Instant },
): HookNote | undefined {
  const { lookedAt: _, ...unlooked } = asked;
  switch (reply.kind) {
    case "delivered":
      return undefined;
    case "gone":
      return { ...asked, resent: before.resent };
    case "later":
      // It certainly was not sent. GitLab has counted all the same.
      return { ...before, lately: Array.from({ length: mostPerMinute }, () => now) };
    case "failed":
      return { ...unlooked, fate: `what was sent again failed again (${reply.words}): the patrol finds its jobs` };
    case "never":
      return {
        ...asked,
        resent: before.resent,
        waiting: [],
        fate: `${reply.words}: nothing is sent again; the patrol finds what still matters`,
      };
  }
}
