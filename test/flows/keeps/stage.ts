import type { TestContext } from "node:test";
import { openStage, type Stage, type StageOptions } from "../../../infra/local/stage.ts";
import type { NewPipeline } from "../../../infra/twin/machine/begin.ts";
import { keepsOf } from "../../../lib/app/keeps/list.ts";
import type { Task } from "../../../lib/core/task.ts";

export const startsAt = Date.UTC(2026, 0, 5, 9);
const source = "gitlab";

export const keepTags = rule(
  "id: keep-tags, on: job, when: { status: success, tag: true, artifacts: present }, do: keep",
);
export const keepTagPipelines = rule(
  "id: keep-tags, on: pipeline, when: { status: success, tag: true, artifacts: present }, do: keep",
);

/** A rulebook of enforcing rules, each for all projects. */
export function rule(...bodies: readonly string[]): string {
  const rules = bodies.map((body) => `  - { projects: ["**"], ${body} }\n`).join("");
  return `version: 1\ndefaults: { mode: enforce }\nrules:\n${rules}`;
}

/** A stage whose hooks tell of jobs, pipelines, releases and tags, unless it has none. */
export async function keepStage(t: TestContext, rules: string, options: Partial<StageOptions> = {}): Promise<Stage> {
  const stage = await openStage({ rules: [{ file: "rules.yaml", text: rules }], startsAt, ...options });
  t.after(() => stage.close());
  if (options.hooks === false) return stage;
  for (const hook of stage.twin.world.hooks) Object.assign(hook, { releaseEvents: true, tagPushEvents: true });
  return stage;
}

/** A pipeline of a tag with one job, and a child pipeline with another; both have ended well. */
export function releasePipeline({ twin, project }: Stage, more: Partial<NewPipeline> = {}) {
  const child = { jobs: [{ name: "package", stage: "build" }] };
  const jobs = [
    { name: "build", stage: "build" },
    { name: "children", stage: "build", trigger: child },
  ];
  const parent = twin.addPipeline(project.id, { ref: "v1.2", tag: true, jobs, ...more });
  const below = twin.jobNamed(parent.id, "children").downstream;
  if (!below) throw new Error("the trigger job began nothing");
  const build = twin.succeed(twin.jobNamed(parent.id, "build").id);
  const packaged = twin.succeed(twin.jobNamed(below.id, "package").id);
  return { parent, child: below, build, packaged };
}

/** Lets the workers do what is due, without a patrol and without hooks that the twin would send. */
export async function work({ house, clock }: Stage): Promise<void> {
  for (let round = 0; round < 50; round++) {
    await house.driver.step();
    if ((await house.store.dueTasks(clock.now(), 1)).length === 0) return;
  }
}

export async function kept({ house, project }: Stage) {
  return await keepsOf(house.store, source, project.id);
}

/** What is kept, in short: what, in which state. */
export async function keptText(stage: Stage): Promise<string[]> {
  return (await kept(stage)).map(({ on, state }) => `${on} ${state}`).toSorted();
}

export async function task({ house, project }: Stage, jobId: number, verb = "keep"): Promise<Task | undefined> {
  const tasks = await house.store.tasks(1000, { source });
  return tasks.find((one) => one.project.id === project.id && one.object === `job:${jobId}` && one.verb === verb);
}

/** A hook of a pipeline that tells of no job, as GitLab would send it. */
export function pipelineHook(
  { project }: Stage,
  { id, ref, status }: { id: number; ref: string; status: string },
): string {
  return JSON.stringify({
    object_kind: "pipeline",
    object_attributes: { id, ref, tag: true, status, source: "push" },
    project: { id: project.id, path_with_namespace: project.path },
    builds: [],
  });
}
