import { patrol } from "../../lib/app/patrol.ts";
import { performAll } from "../../lib/app/performAll.ts";
import { performDue } from "../../lib/app/performDue.ts";
import { receive } from "../../lib/app/receive.ts";
import { planSchedules } from "../../lib/app/schedule.ts";
import { sealJournal } from "../../lib/app/seal.ts";
import { StoreError } from "../../lib/core/errors.ts";
import type { Event } from "../../lib/core/event.ts";
import { isOpen, type Task } from "../../lib/core/task.ts";
import type { Crew } from "./crew.ts";
import { pause } from "./process.ts";
import { source, watched } from "./settings.ts";
import { gapOf, type Stage } from "./stage.ts";

/** The functions, as `functions/` puts them together, and what sets them going. */
export interface Functions {
  /** A delivery at the door. */
  webhook(event: Event): void;
  /** Records of the task table's stream. */
  work(tasks: readonly Task[]): void;
}

const minute = 60_000;
const patienceMillis = 3_500;
const sources = { id: source, projects: [watched] };

export function functionsOf(stage: Stage, crew: Crew): Functions {
  const { tables, processes } = stage.profile;
  const isSlow = tables.slowMillis >= 1000 || processes.freeze > 0;
  return {
    webhook(event) {
      stage.witness.events.push(event);
      crew.invoke("webhook", async (shift) => {
        const heard = { ...event, receivedAt: shift.clock() };
        const { process } = shift;
        let isAnswered = false;
        const answer = (planned: number | "deferred") => {
          if (isAnswered || process.isDead) return;
          isAnswered = true;
          stage.witness.answers.push({ event, at: stage.timeline.now(), planned });
          stage.met(planned === "deferred" ? "answered deferred" : planned > 0 ? "answered planned" : "answered");
        };
        // The door does not wait for the tables longer than this; what comes later comes all the same.
        if (isSlow) stage.timeline.after(patienceMillis, () => answer("deferred"));
        try {
          answer((await receive(heard, shift)).planned);
        } catch (error) {
          if (!(error instanceof StoreError)) throw error;
          answer("deferred");
        }
      });
    },
    work: (tasks) => crew.invoke("work", async (shift) => void (await performAll(tasks, shift))),
  };
}

/** `tick` every minute and `patrol` every ten, each on the clock of whoever sets them going. */
export function startBeats(stage: Stage, crew: Crew): void {
  const { timeline, profile } = stage;
  const isTickOff = gapOf(stage, "tick", profile.tickOffSeconds, timeline.now());
  let cycle = 0;
  const tick = () => {
    timeline.after(minute, tick);
    if (isTickOff(timeline.now())) return stage.met("tick missing");
    const now = Math.floor(timeline.now() / (2 * minute));
    const isCycle = now !== cycle && profile.rules.includes("sweep");
    if (!isCycle && !isTickNeeded(stage)) return undefined;
    cycle = now;
    return crew.invoke("tick", async (shift) => {
      const schedules = planSchedules(sources, shift).catch((error: unknown) => {
        stage.met("schedule failed");
        stage.say(() => `${shift.process.id}: ${String(error)}`);
      });
      const seals = stage.profile.seals ? sealJournal(source, shift).catch(() => stage.met("seal failed")) : undefined;
      await Promise.all([schedules, seals, performDue(shift)]);
    });
  };
  const round = () => {
    timeline.after(10 * minute, round);
    crew.invoke("patrol", async (shift) => {
      const reads = async () => (await shift.gitlab(source))?.reads;
      const began = timeline.now();
      // Taken back when it ends well: a round that dies wrote something, and nobody knows what.
      stage.witness.losses++;
      const waits = (millis: number) => pause(stage, shift.process, millis);
      const did = await patrol(sources, { ...shift, reads, mostRequests: 300, pause: waits });
      if (!did || did.ended === "round") stage.witness.rounds.push(began);
      if (did?.ended !== "failed") stage.witness.losses--;
    });
  };
  timeline.after(Math.round(stage.fate("beats").next() * minute), tick);
  timeline.after(Math.round(stage.fate("rounds").next() * 10 * minute), round);
}

/** A tick that would find nothing is left out: it only reads, and there would be thousands of them. */
function isTickNeeded({ witness, timeline }: Stage): boolean {
  const soon = timeline.now() + 5_000;
  for (const task of witness.tasks.values()) if (isOpen(task) && (task.due ?? 0) <= soon) return true;
  return false;
}
