import { createTwin } from "../../infra/twin/twin.ts";
import { isOpen } from "../../lib/core/task.ts";
import { createMemoryStore } from "../../lib/store/memory.ts";
import { applyFirst, startAdmins } from "./admins.ts";
import { play } from "./carousel.ts";
import { checkAll } from "./checks/all.ts";
import { crewOf } from "./crew.ts";
import { drawProfile } from "./draw.ts";
import { startKeepers } from "./gatekeepers.ts";
import { newGateWitness } from "./gateWitness.ts";
import { followHooks } from "./hooks.ts";
import { functionsOf, startBeats } from "./invocations.ts";
import { meddle, startPeople } from "./people.ts";
import type { Profile } from "./profile.ts";
import { skipFirstCycles } from "./quarantine.ts";
import { randomOf, seedFrom } from "./random.ts";
import type { Result, Wanted } from "./result.ts";
import { authorOf } from "./rightsPort.ts";
import { beginPipeline, followRunners, layOut, runOf } from "./runners.ts";
import { start } from "./settings.ts";
import type { Mode, Stage } from "./stage.ts";
import { followStream } from "./stream.ts";
import { timelineFrom } from "./timeline.ts";
import { jobSeen } from "./views.ts";
import { newWitness, outcomeOf } from "./witness.ts";

const minute = 60_000;

/** Plays one schedule: the same seed and wishes give the same result and the same trace. */
export async function runSchedule(seed: number, wanted: Wanted = {}): Promise<Result> {
  const { profile, mode } = drawProfile(seed, wanted);
  const counts = { sometimes: new Map<string, number>(), trace: [] as string[] };
  const stage = newStage({ seed, profile, mode, counts, isTraced: wanted.trace === true });
  applyFirst(stage);
  const crew = crewOf(stage);
  const functions = functionsOf(stage, crew);
  layOut(stage);
  skipFirstCycles(stage);
  followHooks(stage, functions.webhook);
  followStream(stage, functions.work);
  followRunners(stage);
  startBeats(stage, crew);
  startPeople(stage);
  startAdmins(stage, crew);
  startKeepers(stage, crew);
  for (let serial = 0; serial < profile.pipelines; serial++)
    stage.timeline.after(Math.round(stage.fate(`begin ${serial}`).next() * 0.5 * profile.activeSeconds * 1000), () =>
      beginPipeline(stage, serial),
    );
  stage.timeline.endAt(endOf(stage));
  endEarly(stage);
  await play(stage.timeline);
  const { violations, apart, judged, settledAfter } = await checkAll(stage, functions);
  return {
    seed,
    violations,
    sometimes: Object.fromEntries(counts.sometimes),
    apart,
    judged,
    settledAfter,
    trace: counts.trace,
    effects: effectsOf(stage),
    events: stage.timeline.events,
  };
}

function effectsOf({ twin }: Stage): string[] {
  const ours = twin.effects.filter(({ user }) => user === twin.bot.username);
  const named = ours.map(({ verb, jobId, variables }) => {
    const job = twin.world.jobs.get(jobId);
    return `${verb} of ${job ? runOf(job) : jobId}${variables ? ` with ${JSON.stringify(variables)}` : ""}`;
  });
  return named.sort();
}

/** When faults stop, and nothing that people began goes on. */
export function calmFrom({ profile }: Pick<Stage, "profile">): number {
  const gaps = [
    profile.tables.downSeconds,
    profile.looks.downSeconds,
    profile.hooks.offSeconds,
    profile.tickOffSeconds,
  ];
  return start + (profile.activeSeconds + Math.max(...gaps) + 60) * 1000;
}

/** In safety mode somewhere in the middle; in liveness mode when everything has had its time. */
function endOf(stage: Stage): number {
  return calmFrom(stage) + (stage.mode === "liveness" ? 45 * minute : 7 * minute);
}

/** Liveness: nothing more is to be waited for once the patrol has been round and no task is about to come due. */
function endEarly(stage: Stage): void {
  const { timeline, witness, mode } = stage;
  if (mode === "safety") return;
  const look = () => {
    if (witness.roundsSince(calmFrom(stage)) >= 2 && isQuiet(stage)) timeline.endAt(timeline.now());
    else timeline.after(minute, look);
  };
  timeline.at(calmFrom(stage) + 10 * minute, look);
}

function isQuiet({ witness, timeline, twin, gates }: Stage): boolean {
  const soon = timeline.now() + 15 * minute;
  // What somebody said may have come to nothing: that shows only once it should have come to something.
  if (gates.said.some(({ at }) => at > timeline.now() - 15 * minute)) return false;
  for (const task of witness.tasks.values()) if (isOpen(task) && (task.due ?? 0) < soon) return false;
  return [...twin.world.jobs.values()].every(({ status }) => status !== "running" && status !== "canceling");
}

interface NewStage {
  readonly seed: number;
  readonly profile: Profile;
  readonly mode: Mode;
  readonly counts: { readonly sometimes: Map<string, number>; readonly trace: string[] };
  readonly isTraced: boolean;
}

function newStage({ seed, profile, mode, counts, isTraced }: NewStage): Stage {
  const timeline = timelineFrom(start);
  const random = randomOf(seedFrom(seed, "events"));
  const met = (word: string) => void counts.sometimes.set(word, (counts.sometimes.get(word) ?? 0) + 1);
  const say = (text: () => string) => {
    if (isTraced) counts.trace.push(`${((timeline.now() - start) / 1000).toFixed(3).padStart(9)}  ${text()}`);
  };
  const twin = createTwin({ clock: timeline.now, firstId: 1001 });
  const witness = newWitness(timeline.now, (step, task, by) => {
    met(`step ${step}`);
    const outcome = outcomeOf(step, task);
    if (outcome) met(`outcome ${outcome}`);
    say(() => `${by}: ${step} ${task.id}: ${task.state}, rev ${task.rev}${task.reason ? `, ${task.reason}` : ""}`);
    for (const follow of stage.followers) follow(task);
  });
  const gates = newGateWitness({
    ...{ twin, witness, now: timeline.now },
    authorOf: (pipeline) => authorOf({ twin, fate: (word) => randomOf(seedFrom(seed, word)) }, pipeline),
  });
  const calmAt = mode === "liveness" ? calmFrom({ profile }) : Number.POSITIVE_INFINITY;
  const pauseMillis = () => Math.round(random.next() * profile.tables.transactionMillis);
  const store = createMemoryStore({
    faults: ({ kind }) => (kind === "dueTasks" && witness.isIndexStale ? "stale" : undefined),
    pause: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      timeline.after(pauseMillis(), () => {
        timeline.wake();
        resolve();
      });
      return promise;
    },
  });
  const stage: Stage = {
    ...{ seed, mode, profile, random, timeline, store, twin, witness, gates, met, say, followers: [] },
    calmAt: calmFrom({ profile }),
    isHostile: () => timeline.now() < calmAt,
    fate: (word) => randomOf(seedFrom(seed, word)),
    called: (sent) => meddle(stage, sent),
    noteJob(jobId) {
      const job = twin.world.jobs.get(jobId);
      if (!job) return;
      const past = witness.past.get(jobId) ?? [];
      witness.past.set(jobId, past);
      past.push({ at: timeline.now(), job: jobSeen(job, timeline.now()) });
    },
  };
  return stage;
}
