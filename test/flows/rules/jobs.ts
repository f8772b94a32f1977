import assert from "node:assert/strict";
import type { Stage } from "../../../infra/local/stage.ts";
import type { NewJob, NewPipeline } from "../../../infra/twin/machine/begin.ts";
import { projectOf } from "../../../infra/twin/state/world.ts";

interface Shape {
  readonly pipeline?: Partial<NewPipeline>;
  readonly job?: Partial<NewJob>;
}

/** What happens in the project to a job of that name. @returns the job */
type Story = (stage: Stage, name: string) => number;

function start({ twin, project }: Stage, name: string, { pipeline, job }: Shape): number {
  const { id } = twin.addPipeline(project.id, { ...pipeline, jobs: [{ name, ...job }] });
  return twin.run(twin.jobNamed(id, job?.name ?? name).id).id;
}

function failing(shape: Shape, exitCode = 1): Story {
  return (stage, name) => stage.twin.fail(start(stage, name, shape), "script_failure", { exitCode }).id;
}

function succeeding(shape: Shape): Story {
  return (stage, name) => stage.twin.succeed(start(stage, name, shape)).id;
}

const on = (ref: string, more: Partial<NewPipeline> = {}) => ({ pipeline: { ref, ...more } });
const request = (iid: number, more: object = {}) => ({ mergeRequest: { iid, sourceBranch: `topic-${iid}`, ...more } });
const to = (name: string, tier: string) => ({ environment: { name, action: "start", tier } });

/** In this order; two jobs of one name where only that tells them apart. */
const stories: Readonly<Record<string, Story>> = {
  new: failing(on("main")),
  "shipped first": succeeding(on("ship")),
  "shipped last": succeeding(on("ship")),
  "package v1": succeeding({ ...on("release"), job: { name: "package" } }),
  "package v2": succeeding({ ...on("release"), job: { name: "package" } }),
  "by alice": failing(on("side", { by: "alice" })),
  "by dora": failing(on("side", { by: "dora" })),
  "on linux": failing({ job: { tags: ["linux", "large"] } }),
  "on gpu": failing({ job: { tags: ["linux", "gpu"] } }),
  "from here": failing({ pipeline: request(1) }),
  "into a release": failing({ pipeline: request(2, { targetBranch: "release/1" }) }),
  "from a fork": (stage, name) => {
    const { id } = stage.twin.addProject({ path: "dora/api" });
    return failing({ pipeline: request(3, { sourceProjectId: id }) })(stage, name);
  },
  "to production": failing({ job: to("production", "production") }),
  "to review": failing({ job: to("review/7", "development") }),
  "at night": failing(on("main", { source: "schedule" })),
  killed: failing({}, 137),
  "first run": failing({}),
  "second run": (stage, name) => {
    const first = start(stage, name, {});
    stage.twin.fail(first);
    const again = stage.twin.act("retry", first, { by: "alice" });
    assert.ok("changed" in again);
    return stage.twin.fail(stage.twin.run(again.job.id).id).id;
  },
};

/** Lets all of it happen, one pipeline after the other. @returns the jobs' ids, by what happened */
export function play(stage: Stage): ReadonlyMap<string, number> {
  const dora = stage.twin.addPerson({ username: "dora" });
  projectOf(stage.twin.world, stage.project.id).members.set(dora, "developer");
  return new Map(Object.entries(stories).map(([name, story]) => [name, story(stage, name)]));
}
