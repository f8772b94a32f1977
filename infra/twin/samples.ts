import type { NewHook } from "./hooks/hook.ts";
import type { NewJob } from "./machine/begin.ts";
import type { Pipeline } from "./state/graph.ts";
import type { Twin } from "./twin.ts";

const build: NewJob = { name: "build", stage: "build", tags: ["docker"] };
const unit: NewJob = { name: "test:unit", stage: "test", tags: ["docker"] };
const integration: NewJob = { name: "test:integration", stage: "test", tags: ["docker", "large"] };
const deploy: NewJob = {
  name: "deploy:production",
  stage: "deploy",
  when: "manual",
  environment: { name: "production", action: "start", tier: "production" },
};

/** The pipelines of the sample world, by what they show. */
export interface Samples {
  /** `shop/api`, branch: `test:integration` failed with `runner_system_failure`. */
  readonly failed: Pipeline;
  /** `shop/api`, tag v2.3.0: built and tested, the gate `deploy:production` waits. */
  readonly gated: Pipeline;
  /** `platform/tools`, main: `build` waits for a runner. */
  readonly pending: Pipeline;
  /** `platform/tools`, main: all went well; its artifacts expire. */
  readonly passed: Pipeline;
}

const people = { ada: "Ada Marsh", grace: "Grace Field", linus: "Linus Brook" } as const;

/** The people of the sample world, where they are not there yet. */
export function addSamplePeople(twin: Twin): void {
  for (const [username, name] of Object.entries(people))
    if (!twin.world.people.some((person) => person.username === username)) twin.addPerson({ username, name });
}

/**
 * Fills an empty twin with two projects, their people, and one pipeline for each kind of rule.
 *
 * @param hook each project gets it before its first pipeline
 */
export function addSamples(twin: Twin, hook?: NewHook): Samples {
  const { username: bot } = twin.bot;
  addSamplePeople(twin);
  const shop = twin.addProject({
    path: "shop/api",
    members: { ada: "owner", grace: "maintainer", linus: "developer", [bot]: "maintainer" },
    protectedBranches: [{ name: "main" }],
    protectedTags: [{ name: "v*" }],
  });
  const tools = twin.addProject({ path: "platform/tools", members: { ada: "maintainer", [bot]: "maintainer" } });
  if (hook) for (const { id } of [shop, tools]) twin.addHook(id, hook);

  const passed = twin.addPipeline(tools.id, { jobs: [build, unit] });
  twin.finish(passed.id);
  const gated = twin.addPipeline(shop.id, { ref: "v2.3.0", tag: true, jobs: [build, unit, deploy] });
  twin.finish(gated.id);
  const failed = twin.addPipeline(shop.id, { ref: "checkout-retries", by: "linus", jobs: [build, unit, integration] });
  twin.succeed(twin.jobNamed(failed.id, "build").id);
  twin.succeed(twin.jobNamed(failed.id, "test:unit").id);
  const broken = twin.run(twin.jobNamed(failed.id, "test:integration").id);
  twin.fail(broken.id, "runner_system_failure");
  const pending = twin.addPipeline(tools.id, { jobs: [build, unit] });
  return { failed, gated, pending, passed };
}
