import { virtualClock } from "../../../infra/twin/clock.ts";
import { announcementOf } from "../../../infra/twin/hooks/announce.ts";
import type { NewJob } from "../../../infra/twin/state/jobParts.ts";
import type { News } from "../../../infra/twin/state/world.ts";
import { createTwin, type Twin } from "../../../infra/twin/twin.ts";
import { actions } from "../../../lib/actions/index.ts";
import { patrol } from "../../../lib/app/patrol.ts";
import { performDue } from "../../../lib/app/performDue.ts";
import { receive } from "../../../lib/app/receive.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import { planSchedules } from "../../../lib/app/schedule.ts";
import { unthrottled } from "../../../lib/app/throttle.ts";
import type { Worker } from "../../../lib/app/worker.ts";
import type { Event } from "../../../lib/core/event.ts";
import { silent } from "../../../lib/edge/log.ts";
import type { Rulebook } from "../../../lib/rules/rulebook.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { jobHook, pipelineHook, type Told } from "../../simulation/views.ts";
import { type Call, gitlabOf, type Oddities } from "./gitlab.ts";

/** What becomes of every run of a job: no runner takes it, it never ends, or it ends so, after so many failures. */
export type Fate = "waits" | "runs" | "fails" | "succeeds" | { readonly failures: number };

/** What happens in a GitLab beside Penstock. */
export interface Happening extends Oddities {
  readonly pipelines: readonly {
    readonly project: string;
    readonly jobs: readonly NewJob[];
    readonly source?: string;
    readonly tag?: boolean;
  }[];
  /** By the job's name; default: it succeeds. */
  readonly fates: Readonly<Record<string, Fate>>;
  readonly hours: number;
}

/** What came of it. */
export interface Played {
  readonly twin: Twin;
  readonly calls: readonly Call[];
  readonly startedAt: number;
  readonly endedAt: number;
}

const minute = 60_000;
const source = "gitlab";
const watched = { id: source, projects: ["**"] };
/** A quarter past a full hour, so that hours and days begin while it goes on. */
const start = Date.UTC(2026, 10, 20, 9, 15);

/** Lets a rulebook act on a twin, whatever a proof says of it, until nothing more happens or the time is over. */
export async function played(rulebook: Rulebook, happening: Happening): Promise<Played> {
  const { pipelines, fates, hours } = happening;
  const clock = virtualClock(start);
  const twin = createTwin({ clock: clock.now, firstId: 1001 });
  const calls: Call[] = [];
  const gitlab = gitlabOf(twin, calls, happening);
  const store = createMemoryStore();
  let serial = 0;
  const worker: Worker = {
    store,
    rules: createRulesReader({ store, actions, clock: clock.now, log: silent }),
    sources: [watched],
    gitlab: async () => gitlab,
    throttle: unthrottled,
    clock: clock.now,
    random: () => `r${++serial}`,
    giveWay: async () => {},
    luck: () => 0,
    leaseEnd: () => clock.now() + 65_000,
    settleSeconds: 180,
    callTimeoutSeconds: 12,
    log: silent,
  };
  await store.applyRulebook(source, JSON.stringify(rulebook), { after: 0 });
  const heard: Told[] = [];
  twin.world.listeners.push((news) => heard.push(...toldOf(twin, news)));
  for (const path of new Set(["shop/api", "shop/web", ...pipelines.map(({ project }) => project)]))
    twin.addProject({ path, members: { [twin.bot.username]: "maintainer", ada: "maintainer" } });
  for (const { project, ...pipeline } of pipelines) twin.addPipeline(project, { by: "ada", ...pipeline });
  const beat = { patrolAt: start + 10 * minute, quiet: 0 };
  const end = start + hours * 60 * minute;
  const hasSchedule = rulebook.rules.some(({ on }) => on.some((one) => typeof one === "object" && "schedule" in one));
  while (clock.now() < end && beat.quiet < 2) {
    const before = calls.length;
    let isBusy = heard.length > 0;
    for (let told = heard.shift(); told; told = heard.shift())
      await receive(eventOf(told, ++serial, clock.now()), { ...worker, actions, record: "wanted" });
    await planSchedules(watched, worker);
    await performDue(worker);
    isBusy = moveJobs(twin, fates) || isBusy || calls.length > before || heard.length > 0;
    if (clock.now() >= beat.patrolAt) {
      beat.patrolAt = clock.now() + 10 * minute;
      const found = await patrol(watched, {
        ...worker,
        actions,
        reads: async () => gitlab.reads,
        remainingMillis: () => 300_000,
        mostRequests: 10_000,
      });
      isBusy = isBusy || (found?.changed ?? 0) > 0;
      beat.quiet = isBusy || hasSchedule ? 0 : beat.quiet + 1;
    }
    if (isBusy) beat.quiet = 0;
    const due = (await store.dueTasks(end, 1)).map((task) => task.due ?? end);
    if (due.some((at) => at > clock.now())) beat.quiet = 0;
    const next = isBusy ? clock.now() + 15_000 : Math.min(beat.patrolAt, ...due, nextMinute(clock.now(), hasSchedule));
    clock.advance(Math.max(1, (next - clock.now()) / 1000));
  }
  return { twin, calls, startedAt: start, endedAt: clock.now() };
}

/** Schedules are looked at every minute; a quarter of an hour is often enough for those of a test. */
function nextMinute(now: number, hasSchedule: boolean): number {
  return hasSchedule ? now + 15 * minute : Number.POSITIVE_INFINITY;
}

function eventOf(told: Told, serial: number, receivedAt: number): Event {
  return { ...told, id: `d${serial}`, receivedAt };
}

/** As `test/simulation/hooks.ts`, but nothing is lost. */
function toldOf(twin: Twin, news: News): readonly Told[] {
  if ((news.kind !== "job" && news.kind !== "pipeline") || !announcementOf(twin.world, news)) return [];
  const now = twin.world.clock();
  return [news.kind === "job" ? jobHook(news.job, now, source) : pipelineHook(news.pipeline, now, source)];
}

/** Every job goes one step on. @returns whether any did */
function moveJobs(twin: Twin, fates: Happening["fates"]): boolean {
  let isMoved = false;
  for (const { id, name, status, trigger, isRetried, pipeline } of [...twin.world.jobs.values()]) {
    if (trigger || isRetried) continue;
    const fate = fates[name] ?? "succeeds";
    if (status === "pending" && fate !== "waits") twin.run(id);
    else if (status === "canceling") twin.stop(id);
    else if (status === "running" && fate !== "runs") {
      const runs = pipeline.jobs.filter((run) => run.name === name).length;
      const fails = fate === "fails" || (typeof fate === "object" && runs <= fate.failures);
      if (fails) twin.fail(id, "script_failure", { artifacts });
      else twin.succeed(id, { artifacts });
    } else continue;
    isMoved = true;
  }
  return isMoved;
}

const artifacts = { files: [{ type: "archive", sizeBytes: 100 }], expireInSeconds: 600 };
