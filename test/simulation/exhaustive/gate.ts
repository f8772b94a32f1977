import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { perform } from "../../../lib/app/perform.ts";
import { type ActiveRules, createRulesReader } from "../../../lib/app/rules.ts";
import { gatesScope, readGate } from "../../../lib/core/gate.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { GitLabReads, GitLabWrites, Reply } from "../../../lib/core/ports.ts";
import { next } from "../../../lib/core/transitions.ts";
import { silent } from "../../../lib/edge/log.ts";
import { createMemoryStore, type MemoryStore } from "../../../lib/store/memory.ts";
import { oneByOne } from "../../app/nothingFurther.ts";
import { type Cast, dawn } from "./cast.ts";
import { type Ground, prepare, readsOf, workerOf } from "./site.ts";

/** A manual job whose gate waits for people: somebody has looked an hour ago, and looks again now. */
export interface GateGround extends Ground {
  /** What people say yes to. */
  readonly digest: string;
  /** The same rules in other words, as the next version. */
  readonly reworded: ActiveRules;
  /** Makes that version the active one. */
  change(store: MemoryStore): void;
}

const rulesOf = (count: number, says: string) => `version: 1
defaults: { mode: enforce }
rules:
  - { id: r, description: ${says}, projects: ["**"], on: pipeline, when: { status: manual }, require: { approvals: { count: ${count} } }, do: { play: { job: deploy } } }
`;

/** Nobody whom GitLab lets play it has lost anything yet. */
export const mayPlay = 40;

/** @param count so many people must say yes */
export async function waitingGate(count: number): Promise<GateGround> {
  const job: Job = {
    ...{ id: 1002, name: "deploy", status: "manual", since: dawn - 60_000, userId: 7 },
    ...{ ref: "main", tag: false, sha: "ab12", pipelineId: 501, archived: false },
  };
  const ground = await prepare({ job, verb: "play", rules: rulesOf(count, "as it was") });
  const first = ground.createStore(async () => {});
  const cast = { clock: () => dawn } as Cast;
  const gitlab = {
    reads: personsReads(
      () => job,
      () => mayPlay,
    ),
    writes: writesWith(async () => refused),
  };
  await perform(ground.task, workerOf({ name: "first", cast, store: first, gitlab, ground }));
  const waiting = await first.task(ground.task.id);
  const task = waiting && next(waiting, { due: dawn });
  if (task) await first.commit([{ put: task, seen: waiting.version }]);
  const gate = readGate((await first.notes(gatesScope("gitlab")))[0]?.value ?? "");
  if (!task || !gate) throw new Error("nobody waits at the gate");
  const later = copyOf(first, async () => {});
  const applied = await applyRules([{ file: "rules.yaml", text: rulesOf(count, "as it is") }], "gitlab", {
    store: later,
    actions,
  });
  if (applied === "overtaken" || "problems" in applied) throw new Error(JSON.stringify(applied));
  const reader = createRulesReader({ store: later, actions, clock: () => dawn, log: silent });
  return {
    ...{ ...ground, task, digest: gate.digest, reworded: await reader.live("gitlab") },
    createStore: (pause) => copyOf(first, pause),
    change(store) {
      for (const item of later.tables.all("rules")) store.tables.keep("rules", item);
    },
  };
}

function copyOf(from: MemoryStore, pause: () => Promise<void>): MemoryStore {
  const store = createMemoryStore({ pause });
  for (const table of ["rules", "tasks", "ledger"] as const)
    for (const item of from.tables.all(table)) store.tables.put(table, item);
  return store;
}

const refused: Reply = { kind: "rejected", status: 403, message: "nothing but plays here" };

/** A GitLab that only plays. */
export function writesWith(play: GitLabWrites["play"]): GitLabWrites {
  const none = async () => refused;
  return { play, retry: none, cancel: none, keep: none, deleteArtifacts: none, erase: none, ...oneByOne };
}

/** The looks at a job, and at people who may do what their level lets them. */
export function personsReads(job: () => Job, level: (userId: number) => number): GitLabReads {
  return {
    ...readsOf(job),
    memberLevel: async (_, userId) => level(userId),
    user: async () => ({ username: "somebody", state: "active" }),
    userIsBot: async () => false,
    commitAuthor: async () => null,
    groupLevel: async () => 0,
    refProtections: async () => [],
    environmentProtections: async () => ({ canProtect: false, list: [] }),
    projectAccess: async () => ({ groups: [], invited: [], variablesFrom: 30 }),
  };
}
