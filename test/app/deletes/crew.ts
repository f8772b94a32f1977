import { actions } from "../../../lib/actions/index.ts";
import type { ActiveRules } from "../../../lib/app/activeRules.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { performAll } from "../../../lib/app/performAll.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import { unthrottled } from "../../../lib/app/throttle.ts";
import type { Worker } from "../../../lib/app/worker.ts";
import type { GitLab } from "../../../lib/core/gitlab.ts";
import type { Instant } from "../../../lib/core/time.ts";
import { silent } from "../../../lib/edge/log.ts";
import { createMemoryStore, type MemoryStore } from "../../../lib/store/memory.ts";

const books = new Map<string, Promise<ActiveRules>>();

/** A rulebook as people write it, read once. */
export function activeOf(text: string): Promise<ActiveRules> {
  const known = books.get(text) ?? read(text);
  books.set(text, known);
  return known;
}

async function read(text: string): Promise<ActiveRules> {
  const store = createMemoryStore();
  const applied = await applyRules([{ file: "rules.yaml", text }], "gitlab", { store, actions });
  if (typeof applied === "string" || !("version" in applied)) throw new Error(JSON.stringify(applied));
  return await createRulesReader({ store, actions, clock: () => 0, log: silent }).live("gitlab");
}

/** A worker of the real code before a GitLab, with tables of its own. */
export function workerOf(gitlab: GitLab, active: ActiveRules, clock: () => Instant): Worker & { store: MemoryStore } {
  let serial = 0;
  return {
    store: createMemoryStore(),
    rules: { live: async () => active, recent: async () => active },
    sources: [{ id: "gitlab", projects: ["**"] }],
    gitlab: async () => gitlab,
    throttle: unthrottled,
    clock,
    random: () => `r${++serial}`,
    giveWay: async () => {},
    luck: () => 0,
    leaseEnd: () => clock() + 65_000,
    settleSeconds: 180,
    callTimeoutSeconds: 12,
    log: silent,
  };
}

/** Performs everything that is due, until nothing is. */
export async function work(worker: Worker & { store: MemoryStore }): Promise<void> {
  for (let rounds = 0; rounds < 20; rounds++) {
    const due = await worker.store.dueTasks(worker.clock(), 2_000);
    if (due.length === 0) return;
    await performAll(due, worker);
  }
}
