import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { openStage, type StageOptions } from "../../../infra/local/stage.ts";
import { giveApproval } from "../../../infra/twin/machine/approve.ts";
import type { NewJob } from "../../../infra/twin/machine/begin.ts";
import { personOf, projectOf } from "../../../infra/twin/state/world.ts";
import { gateKey, readGate } from "../../../lib/core/gate.ts";

const startsAt = Date.UTC(2026, 0, 5, 9);

/** The rule that plays what GitLab's people approved. */
export const onApproval =
  '  - { id: play-approved, projects: ["**"], on: deployment, when: { deployment: approved, environment: production }, do: play }';

/** One that asks for nothing that GitLab's approvals tell. */
export const onPipeline =
  '  - { id: promote, projects: ["**"], on: pipeline, when: { status: manual }, do: { play: { job: deploy } } }';

export interface DeploymentStageOptions extends Partial<Omit<StageOptions, "rules">> {
  /** How many approvals GitLab wants; default: 2. */
  readonly approvals?: number;
  /** Default: yes. */
  readonly isPremium?: boolean;
  /** Whether the project's hook tells of deployments; default: yes. */
  readonly tellsDeployments?: boolean;
  /** What of `deploy` is otherwise. */
  readonly job?: Partial<NewJob>;
}

/**
 * A Penstock beside a GitLab Premium whose environment `production` wants approvals. alice began the pipeline, and bob,
 * carol and dora may approve the deployment of its job `deploy`. Nothing has been delivered yet.
 */
export async function deploymentStage(t: TestContext, rules: string, options: DeploymentStageOptions = {}) {
  const { approvals = 2, isPremium = true, tellsDeployments = true, job: shape, ...others } = options;
  const text = `version: 1\ndefaults: { mode: enforce }\nrules:\n${rules}\n`;
  const stage = await openStage({ rules: [{ file: "rules.yaml", text }], startsAt, ...others });
  t.after(() => stage.close());
  const { twin, house, project } = stage;
  twin.world.settings.isPremium = isPremium;
  const made = projectOf(twin.world, project.id);
  for (const username of ["bob", "carol", "dora"]) made.members.set(twin.addPerson({ username }), "maintainer");
  made.protectedEnvironments.push({ name: "production", role: "maintainer", requiredApprovals: approvals });
  if (tellsDeployments && options.hooks !== false)
    twin.addHook(project.id, { ...stage.hook, jobEvents: false, pipelineEvents: false, deploymentEvents: true });
  const environment = { name: "production", action: "start", tier: "production" };
  const begin = () => {
    const pipeline = twin.addPipeline(project.id, {
      by: "alice",
      jobs: [{ name: "deploy", stage: "deploy", when: "manual", environment, ...shape }],
    });
    return twin.jobNamed(pipeline.id, "deploy");
  };
  const job = begin();
  const task = async () =>
    (await house.store.tasks(100)).find(({ verb, object }) => verb === "play" && object === `job:${job.id}`);
  return {
    ...stage,
    job,
    begin,
    task,
    /** Lets time pass by ten minutes: the patrol's pace. */
    async leap(seconds: number) {
      for (let left = seconds; left > 0; left -= 600) {
        stage.clock.advance(Math.min(600, left));
        await stage.settle();
      }
    },
    /** Somebody answers in GitLab itself. */
    answer(username: string, status: "approved" | "rejected", { deployment } = job) {
      assert.ok(deployment);
      const given = giveApproval(twin.world, { deployment, person: personOf(twin.world, username), status });
      assert.ok(!("refused" in given), JSON.stringify(given));
    },
    /** The attempts to play something, whatever came of them. */
    plays: () => twin.requests.filter(({ method, path }) => method === "POST" && path.endsWith("/play")).length,
    /** What was played, by whoever. */
    played: () => twin.effects.filter(({ verb }) => verb === "play").map(({ jobId }) => twin.job(jobId).name),
    /** The task as it stands, and why. */
    async stands() {
      const { state, reason = "" } = (await task()) ?? { state: "none" };
      return `${state}: ${reason}`;
    },
    gate: async () => readGate((await house.store.note(gateKey("gitlab", project.id, job.id))) ?? ""),
    /** What the journal says that was heard of deployments. */
    async heard() {
      const entries = await house.store.entries(1000);
      return entries.flatMap((entry) => {
        if (entry.kind !== "delivery" || !entry.about.startsWith("deployment")) return [];
        return [
          `${entry.about.replace(/^deployment \d+ /, "")}: ${entry.tasks.map(({ step }) => step).join(", ") || "nothing"}`,
        ];
      });
    },
  };
}
export type DeploymentStage = Awaited<ReturnType<typeof deploymentStage>>;
