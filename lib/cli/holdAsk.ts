import type * as z from "zod";
import type { Task } from "../core/task.ts";
import { type Clock, instantText } from "../core/time.ts";
import { HoldStanding, OneTask } from "./answers.ts";
import type { Api } from "./api.ts";
import { holdLine } from "./holdLine.ts";
import { fail, note, say } from "./print.ts";
import { safe, taskLine } from "./render.ts";
import { quoted } from "./taskCard.ts";

/** A delete ends a minute after its lease (65 s) and GitLab's settle time (180 s) at the latest; a little more. */
const mostSeconds = 330;
const lookSeconds = 2;
/** As for effects on jobs: it cannot be known whether it holds. */
const notKnown = 3;

type Standing = z.infer<typeof HoldStanding>;

interface Wish {
  readonly project: number;
  readonly on: string;
  readonly reason: string;
  /** Whether to wait for the deletes that are under way. */
  readonly waits: boolean;
}

interface Desk {
  readonly api: Api;
  readonly clock: Clock;
  readonly pause: (millis: number) => Promise<unknown>;
}

/** Adds a hold, waits until no delete can touch any more what it is on, and tells which ones it came too late for. */
export async function askHold({ project, on, reason, waits }: Wish, { api, clock, pause }: Desk): Promise<void> {
  const path = ["holds", String(project), on];
  const until = clock() + mostSeconds * 1000;
  let standing = await api(path, HoldStanding, { method: "PUT", body: { reason } });
  if (standing.stoodAlready) note(alreadyText(standing));
  const unstopped = new Map<string, Task>();
  if (!standing.accepted && waits)
    note(`${flightsText(standing)}: waiting until that is known, ${mostSeconds} s at most`);
  for (;;) {
    for (const task of standing.deletes) unstopped.set(task.id, task);
    if (standing.accepted || !waits || clock() > until) break;
    await pause(lookSeconds * 1000);
    standing = await api(path, HoldStanding);
  }
  say(holdLine(standing.hold));
  for (const { id } of unstopped.values()) {
    const { task } = await api(["tasks", id], OneTask);
    say(`not stopped by it: ${taskLine(task)}`);
  }
  if (standing.accepted) return say("accepted: no delete can touch it any more");
  const again = `penstock holds add ${quoted(on)} --project ${project} --reason "…"`;
  fail(
    `${flightsText(standing)}. The hold stands, and stops every other delete. Ask again how they ended: ${again}`,
    notKnown,
  );
}

function alreadyText({ hold: { who, at } }: Standing): string {
  const since = at === undefined ? "" : ` since ${instantText(at)}`;
  return `held already${since} by ${safe(who)}: your reason was not written`;
}

function flightsText({ inFlight }: Standing): string {
  const deletes = inFlight === 1 ? "1 delete was" : `${inFlight} deletes were`;
  return `${deletes} under way before the hold and may still be carried out`;
}
