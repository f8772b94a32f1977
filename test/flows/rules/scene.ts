import type { TestContext } from "node:test";
import { openStage, type Stage, type StageOptions } from "../../../infra/local/stage.ts";

/** A Monday. */
const monday = Date.UTC(2026, 0, 5, 9);

/** A Penstock beside a twin, with these rules: what stands under `rules:`, or a whole file that says its version. */
export async function scene(t: TestContext, rules: string, options: Partial<StageOptions> = {}): Promise<Stage> {
  const text = /^version:/m.test(rules) ? rules : `version: 1\ndefaults: { mode: enforce }\nrules:\n${rules}`;
  const stage = await openStage({ rules: [{ file: "rules.yaml", text }], startsAt: monday, ...options });
  t.after(() => stage.close());
  return stage;
}

/** What was done to which job, by name. */
export function deeds({ twin }: Stage): string[] {
  return twin.effects.map(({ verb, jobId }) => `${verb} ${twin.job(jobId).name}`);
}

/** The tasks as they stand, one a line: verb, job's name, state. */
export async function standing({ house }: Stage): Promise<string[]> {
  const tasks = await house.store.tasks(100);
  return tasks.map(({ verb, about, object, state }) => `${verb} ${about?.name ?? object} ${state}`).toSorted();
}

/** Why the task of a job stands as it does. */
export async function reason({ house }: Stage, jobName: string): Promise<string> {
  const task = (await house.store.tasks(100)).find(({ about }) => about?.name === jobName);
  return task?.reason ?? "";
}

/** How many requests of that kind the twin has had. */
export function asked({ twin }: Stage, path: RegExp): number {
  return twin.requests.filter((request) => path.test(request.path)).length;
}

export const trace = /\/jobs\/\d+\/trace/;

/** Lets time pass by the minute, with nothing but what AWS would wake: `work`, `tick` and, every 10 minutes, `patrol`. */
export async function wait({ clock, house }: Stage, minutes: number): Promise<void> {
  for (let left = minutes; left > 0; left--) {
    clock.advance(60);
    await house.driver.step();
  }
}
