import { announcementOf } from "../../../infra/twin/hooks/announce.ts";
import { gitlabLimits } from "../../../infra/twin/machine/throttle.ts";
import type { Vintage } from "../../../infra/twin/state/world.ts";
import { createTwin, type Twin } from "../../../infra/twin/twin.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import type { Store, Write } from "../../../lib/core/ports.ts";
import { isOpen, type Task } from "../../../lib/core/task.ts";
import type { Instant } from "../../../lib/core/time.ts";
import { createMemoryStore, type MemoryStore } from "../../../lib/store/memory.ts";
import type { Faults } from "../../../lib/store/memoryFaults.ts";
import { around } from "../../bench/sweep/life.ts";
import { createTimeline, type Timeline } from "../../bench/sweep/timeline.ts";
import { type Random, randomOf, seedFrom } from "../../simulation/random.ts";
import { key, sent, signedLetter } from "../door/letter.ts";
import { source } from "./containers.ts";
import { type Crew, openCrew } from "./crew.ts";
import { type Events, followEvents, rulesText } from "./events.ts";
import type { Trouble } from "./weather.ts";
import type { Asked } from "./wire.ts";

export const start = Date.UTC(2026, 10, 20, 9);
export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

export interface CountyOptions {
  readonly seed: number;
  readonly projects: number;
  /** Default: those of `events.ts`. */
  readonly rules?: string;
  /** Default: 600, as a deployment's. */
  readonly perMinute?: number;
  readonly failsAgain?: number;
  /** Requests that GitLab lets one user send a minute; default: 2,000, as GitLab.com does. */
  readonly gitlabPerMinute?: number;
  /** Default: 2026. Older ones do not tell what is left. */
  readonly vintage?: Vintage;
  readonly trouble?: (at: Instant) => Trouble | undefined;
  readonly tables?: (at: Instant, operation: Parameters<Faults>[0]) => ReturnType<Faults>;
  /** What does not come at a moment. */
  readonly isOff?: (what: "tick" | "patrol" | "stream" | "hooks", at: Instant) => boolean;
}

/** A twin with its projects, Penstock's real handlers in many processes beside it, and virtual time. */
export interface County {
  readonly timeline: Timeline;
  readonly twin: Twin;
  readonly store: Store;
  /** The tables behind it. */
  readonly memory: MemoryStore;
  readonly tasks: Watched;
  readonly crew: Crew;
  readonly events: Events;
  readonly random: Random;
  readonly projects: readonly number[];
  readonly asked: Asked[];
  /** How the door answered, by the answer's first word. */
  readonly answers: Map<string, number>;
  /** What was logged as an error, and how often. */
  readonly errors: Map<string, number>;
  /** Lets time pass up to a moment. */
  until(at: Instant): Promise<void>;
  /** Lets time pass until everything is quiet. @returns false: it was not by then */
  quiet(mostMillis: number): Promise<boolean>;
}

/** Of one user. Source: docs.gitlab.com/user/gitlab_com, "Rate limits on GitLab.com" (read 2026-11). */
const usualApi = 2_000;

export async function openCounty(options: CountyOptions): Promise<County> {
  const { seed, isOff = () => false } = options;
  const timeline = createTimeline(start, async () => {});
  const random = randomOf(seedFrom(seed, "county"));
  const { gitlabPerMinute = usualApi, vintage = 2026 } = options;
  const limits = { ...gitlabLimits, api: { requests: gitlabPerMinute } };
  const twin = createTwin({ clock: timeline.now, firstId: 1_001, vintage, settings: { limits } });
  const members = { alice: "maintainer", [twin.bot.username]: "maintainer" } as const;
  const projects = Array.from(
    { length: options.projects },
    (_, at) => twin.addProject({ path: `shop/p${at}`, members }).id,
  );
  const memory = createMemoryStore({ faults: (operation) => options.tables?.(timeline.now(), operation) });
  const { store, tasks } = watched(memory, timeline.now);
  const applied = await applyRules([{ file: "rules.yaml", text: options.rules ?? rulesText }], source, {
    store,
    actions,
  });
  if (typeof applied === "object" && "problems" in applied) throw new Error(JSON.stringify(applied.problems));
  const asked: Asked[] = [];
  const [answers, errors] = [new Map<string, number>(), new Map<string, number>()];
  const crew = openCrew({
    ...{ timeline, twin, store, random, asked },
    perMinute: options.perMinute ?? 600,
    latencyMillis: 200,
    trouble: options.trouble ?? (() => undefined),
    streams: () => !isOff("stream", timeline.now()),
    onError: (what) => void errors.set(what, (errors.get(what) ?? 0) + 1),
  });
  const events = followEvents({ twin, timeline, seed, failsAgain: options.failsAgain ?? 0.1 });
  const hooks = followHooks({ twin, timeline, crew, random, answers, isOff: () => isOff("hooks", timeline.now()) });
  crew.beat((name) => isOff(name, timeline.now()));
  const isQuiet = () => crew.isIdle() && !events.isBusy() && !hooks.areOnTheirWay() && tasks.open.size === 0;
  return {
    ...{ timeline, twin, store, memory, tasks, crew, events, random, projects, asked, answers, errors },
    async until(at) {
      timeline.at(at, () => {});
      await timeline.run(() => timeline.now() >= at);
    },
    async quiet(mostMillis) {
      const end = timeline.now() + mostMillis;
      await timeline.run(() => isQuiet() || timeline.now() > end);
      return isQuiet();
    },
  };
}

/** The tasks about jobs, as they were last written. */
export interface Watched {
  readonly all: ReadonlyMap<string, Task>;
  /** The ids of those that are open. */
  readonly open: ReadonlySet<string>;
  /** When each was first there. */
  readonly plannedAt: ReadonlyMap<string, Instant>;
  /** The open sweeps. */
  readonly sweeps: ReadonlySet<string>;
}

function watched(memory: MemoryStore, now: () => Instant): { readonly store: Store; readonly tasks: Watched } {
  const all = new Map<string, Task>();
  const open = new Set<string>();
  const plannedAt = new Map<string, Instant>();
  const sweeps = new Set<string>();
  const see = (write: Write) => {
    if (!("put" in write)) return;
    if (write.put.verb === "sweep")
      return void (isOpen(write.put) ? sweeps.add(write.put.id) : sweeps.delete(write.put.id));
    if (!all.has(write.put.id)) plannedAt.set(write.put.id, now());
    all.set(write.put.id, write.put);
    if (isOpen(write.put)) open.add(write.put.id);
    else open.delete(write.put.id);
  };
  const store = around<Store>(memory, (name, method) => async (...given) => {
    const answer = await method(...given);
    if (name === "commit" && answer === "written") (given[0] as readonly Write[]).forEach(see);
    return answer;
  });
  return { store, tasks: { all, open, plannedAt, sweeps } };
}

interface Hooked extends Pick<County, "twin" | "timeline" | "crew" | "random" | "answers"> {
  readonly isOff: () => boolean;
}

/** GitLab tells of jobs and pipelines, each once and within a second. */
function followHooks({ twin, timeline, crew, random, answers, isOff }: Hooked): { areOnTheirWay(): boolean } {
  let [serial, unsent] = [0, 0];
  async function post(id: string, body: Uint8Array): Promise<void> {
    unsent--;
    const answer = await crew.hear(sent(signedLetter(key, id, Math.floor(timeline.now() / 1000), body)));
    const word = /^202 \{"(\w+)"/.exec(answer)?.[1] ?? answer;
    answers.set(word, (answers.get(word) ?? 0) + 1);
  }

  twin.world.listeners.push((news) => {
    const told = announcementOf(twin.world, news);
    if (!told || (told.word !== "job" && told.word !== "pipeline") || isOff()) return;
    const body = Buffer.from(JSON.stringify(told.payload()));
    const id = `hook-${++serial}`;
    unsent++;
    timeline.at(timeline.now() + 10 * random.whole(10, 100), () => void post(id, body));
  });
  return { areOnTheirWay: () => unsent > 0 };
}
