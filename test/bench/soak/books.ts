import { randomUUID } from "node:crypto";
import { isOpen } from "../../../lib/core/task.ts";
import { createClient } from "../../../lib/store/client.ts";
import { createStore } from "../../../lib/store/store.ts";

/** What the tables say of effects. */
export interface Books {
  /** Tasks of jobs that ended as `done`, `retry job:42` for each. */
  done(): Promise<readonly string[]>;
  /** How many tasks of jobs are open. */
  open(): Promise<number>;
  close(): void;
}

/** The verbs of the load; Penstock plans others by itself, such as reviews of what it keeps. */
const verbs: readonly string[] = ["retry", "keep", "play"];

export function openBooks(endpoint: string): Books {
  const client = createClient({ region: "eu-central-1", endpoint });
  const store = createStore({ client, prefix: "penstock-", random: randomUUID });
  const all = async () => (await store.tasks(1_000_000)).filter(({ verb }) => verbs.includes(verb));
  return {
    async done() {
      const tasks = (await all()).filter(({ state }) => state === "done");
      return tasks.map(({ verb, object }) => `${verb} ${object}`);
    },
    open: async () => (await all()).filter((task) => isOpen(task)).length,
    close: () => client.destroy(),
  };
}

/** What happened twice, what happened without a task that says so, and what a task says that never happened. */
export function wrongIn(effects: readonly string[], done: readonly string[]): string[] {
  const [happened, said] = [new Set(effects), new Set(done)];
  const counts = Map.groupBy(effects, (effect) => effect);
  return [
    ...[...counts].filter(([, all]) => all.length > 1).map(([effect, all]) => `${effect} happened ${all.length} times`),
    ...[...happened].filter((effect) => !said.has(effect)).map((effect) => `${effect} happened, and no task says so`),
    ...[...said].filter((effect) => !happened.has(effect)).map((effect) => `${effect} is said to be done, and is not`),
  ];
}
