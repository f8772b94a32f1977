import { actions } from "../../../lib/actions/index.ts";
import { approve } from "../../../lib/app/gates/approve.ts";
import { reject } from "../../../lib/app/gates/reject.ts";
import { perform } from "../../../lib/app/perform.ts";
import type { Worker } from "../../../lib/app/worker.ts";
import { gatesScope } from "../../../lib/core/gate.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { GitLabReads, Reply, Write } from "../../../lib/core/ports.ts";
import type { MemoryStore } from "../../../lib/store/memory.ts";
import { beginLook, newStory, noting, plotOf, type Story } from "./approveStory.ts";
import type { Cast, Scene } from "./cast.ts";
import { type GateGround, mayPlay, personsReads, writesWith } from "./gate.ts";
import { gatedReads, gatedStore } from "./gated.ts";
import { workerOf } from "./site.ts";
import { without } from "./table.ts";

/** Who takes part, and what may go wrong. */
export interface Approving {
  /** All of them must say yes. */
  readonly approvers: readonly string[];
  readonly workers: readonly string[];
  /** How often each worker comes while the task is due. Default: 2. */
  readonly runs?: number;
  /** Nobody looks before somebody has said something. Default: a worker may look from the beginning. */
  readonly isLate?: true;
  readonly rejects?: true;
  /** The rules are changed: a yes to what they were says nothing of what they are. */
  readonly rewords?: true;
  /** The first approver loses the role. */
  readonly demotes?: true;
  /** One of these may happen to whoever writes. Default: none. */
  readonly mishaps?: readonly string[];
  /** Takes a guard out of what somebody writes. */
  readonly without?: (write: Write, actor: string) => boolean;
}

/** What the actors of one play share. */
interface Site {
  readonly cast: Cast;
  readonly ground: GateGround;
  readonly scene: Approving;
  readonly store: MemoryStore;
  readonly story: Story;
  job: Job;
}

/** People who let a job through, one who does not, rules and rights that change meanwhile, and workers that look, mark and call. */
export function approveAgainstChange(ground: GateGround, scene: Approving): Scene {
  return (cast) => {
    cast.allow(scene.mishaps ?? []);
    const store = ground.createStore(async () => {});
    const site: Site = { cast, ground, scene, store, story: newStory(), job: ground.job };
    if (scene.isLate) putOff(site);
    for (const name of scene.workers) cast.actor(name, () => working(name, site));
    for (const [at, name] of scene.approvers.entries()) cast.actor(name, () => approving(name, at + 1, site));
    if (scene.rejects) cast.actor("rejector", () => rejecting(site));
    if (scene.rewords || scene.demotes) cast.actor("change", () => changing(site));
    const { story } = site;
    return plotOf({ cast, store, story, ground, count: scene.approvers.length, status: () => site.job.status });
  };
}

/** The look of this hour is over. */
function putOff({ store: { tables }, ground: { task } }: Site): void {
  const item = tables.get("tasks", task.id);
  if (item) tables.put("tasks", { ...item, due: Number(item.due) + 3_600_000 });
}

async function working(actor: string, site: Site): Promise<void> {
  const { cast, ground, scene, store, story } = site;
  const { id } = ground.task;
  const play = async (): Promise<Reply> =>
    await cast.step({ actor, what: "POST play" }, () => {
      story.plays++;
      site.job = { ...site.job, status: "pending" };
      return { kind: "accepted", status: 200, job: site.job };
    });
  const active = async () =>
    (await store.rulebook("gitlab"))?.version === ground.reworded.version ? ground.reworded : ground.active;
  const live = () => (scene.rewords ? cast.step({ actor, what: "reads the rules" }, active) : active());
  const gitlab = { reads: looksOf(actor, site), writes: writesWith(play) };
  const base = workerOf({ name: actor, cast, store: storeOf(actor, site), gitlab, ground });
  const worker: Worker = { ...base, rules: { live, recent: live } };
  const isOpen = () => Number(store.tables.get("tasks", id)?.due ?? Number.POSITIVE_INFINITY) <= cast.clock();
  for (let runs = scene.runs ?? 2; runs > 0; runs--) {
    const task = await cast.step({ actor, what: "wakes", isOpen }, () => {
      beginLook(story, actor);
      return store.task(id);
    });
    if (task) await perform(task, worker);
  }
}

async function approving(name: string, userId: number, site: Site): Promise<void> {
  const yes = { ...wordOf(site, userId, name), digest: site.ground.digest };
  await approve(yes, deskOf(name, site)).catch(() => undefined);
}

async function rejecting(site: Site): Promise<void> {
  const name = "rejector";
  const word = { ...wordOf(site, 9, name), reason: "not today" };
  const said = await reject(word, deskOf(name, site)).catch(() => undefined);
  if (said && "gate" in said) site.story.isRejected = true;
}

async function changing({ cast, ground, scene, store, story }: Site): Promise<void> {
  const once = (what: string, deed: () => void) => cast.step({ actor: "change", what }, deed);
  if (scene.rewords)
    await once("the rules change", () => {
      ground.change(store);
      story.isReworded = true;
    });
  if (scene.demotes)
    await once("the first approver loses the role", () => {
      story.isDemoted = true;
    });
}

function wordOf({ ground: { task, job } }: Site, userId: number, username: string) {
  const person = { userId, username };
  return { source: "gitlab", project: task.project.id, job: job.id, person, from: "api", who: "local" } as const;
}

/** The table as an actor sees it. What nobody changes in a scene is no step. */
function storeOf(actor: string, { cast, scene, store, story }: Site): MemoryStore {
  const isSteady = ({ scope }: { readonly scope: string }) => scope !== gatesScope("gitlab");
  const drops = scene.without && ((write: Write) => scene.without?.(write, actor) === true);
  const stepping = without(gatedStore(noting(store, story, actor), { cast, actor, isSteady }), drops);
  const { rulebook, rulebookVersion, notes, tables } = store;
  return { ...stepping, tables, notes, rulebookVersion, ...(!scene.rewords && { rulebook }) };
}

function looksOf(actor: string, site: Site): GitLabReads {
  const { cast, scene, story } = site;
  const level = (userId: number) => (story.isDemoted && userId === 1 ? 20 : mayPlay);
  const reads = personsReads(() => site.job, level);
  const { job, memberLevel } = gatedReads(reads, { cast, actor, isSafe: true });
  return { ...reads, ...(scene.workers.includes(actor) && { job }), ...(scene.demotes && { memberLevel }) };
}

/** What a person's request asks first is asked again right before it is written: the first time is no step of its own. */
function deskOf(name: string, site: Site) {
  const stepping = storeOf(name, site);
  let [serial, notes, tasks] = [0, 0, 0];
  const store: MemoryStore = {
    ...stepping,
    note: (key) => (notes++ === 0 ? site.store : stepping).note(key),
    task: (id) => (tasks++ === 0 ? site.store : stepping).task(id),
  };
  const { clock } = site.cast;
  const random = () => `${name}-${++serial}`;
  return { store, reads: looksOf(name, site), actions, clock, random, giveWay: async () => {} };
}
