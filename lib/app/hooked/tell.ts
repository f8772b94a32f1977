import type { HookNote } from "./hookNote.ts";
import type { HookRun } from "./hookRun.ts";

const dayMillis = 86_400_000;

/** Notes how a hook does where that has changed, is trouble, or was noted a day ago; and tells once what has changed. */
export async function noteHook(key: string, note: HookNote, run: HookRun): Promise<void> {
  const { book } = run;
  const before = book.get(key);
  if (before && !isNews(before, note) && !isTroubled(note) && note.seenAt - before.seenAt < dayMillis) return;
  if ((await book.put(key, note)) !== "lost") tell(before, note, run);
}

/** Whether somebody should look soon: every run does. */
export function isTroubled({ state, waiting, hook, lookedAt }: HookNote): boolean {
  return hook > 0 && (isBroken(state) || waiting.length > 0 || lookedAt === undefined);
}

/** Whether GitLab does not call it. */
export function isBroken(state: HookNote["state"]): boolean {
  return state === "paused" || state === "disabled";
}

function isNews(before: HookNote, { seenAt: _, ...note }: HookNote): boolean {
  const { seenAt: __, ...known } = before;
  return JSON.stringify(known) !== JSON.stringify(note);
}

/** A hook, as a line of the log names it. */
export function logged({ hook, path, group, project, state }: HookNote, { source }: Pick<HookRun, "source">) {
  return {
    source: source.id,
    hook,
    state,
    ...(path !== undefined && { path }),
    ...(group !== undefined && { group }),
    ...(project && { project }),
  };
}

function tell(before: HookNote | undefined, note: HookNote, run: HookRun): void {
  const { hook, state, words, fate } = note;
  const { world } = run;
  const fields = logged(note, run);
  if (isBroken(state) && before?.state !== state) world.log.error("hook", { ...fields, words });
  if (before && isBroken(before.state) && state === "working")
    world.log.info("hook", { ...fields, words: `hook ${hook} works again` });
  const isLoss = note.waiting.length > (before?.waiting.length ?? 0);
  if (isLoss && fate !== undefined) world.log.info("hook", { ...fields, words: fate });
}
