import type { HouseOptions } from "../../../infra/local/house.ts";
import { openStage, type Stage } from "../../../infra/local/stage.ts";
import { retryRule, rulebook as talkRules, talkStage } from "../../flows/chat/talkStage.ts";
import { approvalStage } from "../../flows/gates/approvalsStage.ts";
import { branchWith, days, deleteRules, hashOf, planStage } from "../../flows/plans/stage.ts";
import type { Ends } from "../../flows/process.ts";
import { rulebook, startsAt } from "../cost/metered.ts";

/** Something that people or GitLab do, through the real handlers, each of which asks the tables in its own name. */
export interface Story {
  readonly name: string;
  play(ends: Ends, house: Pick<HouseOptions, "clientOf">): Promise<void>;
}

const apiToken = "a-token-of-twenty-letters";
const minute = 60;
const day = 86_400;

async function opened(ends: Ends, house: Pick<HouseOptions, "clientOf">, ...rules: readonly string[]): Promise<Stage> {
  const files = [{ file: "rules.yaml", text: rulebook(...rules) }];
  const stage = await openStage({ rules: files, startsAt, house: { apiToken, ...house } });
  ends.after(() => stage.close());
  return stage;
}

/** A pipeline of one job. @returns the job's id */
function jobIn(
  { twin, project }: Stage,
  name: string,
  more: { ref?: string; tag?: boolean; when?: "manual" } = {},
): number {
  const { when, ...pipeline } = more;
  const { id } = twin.addPipeline(project.id, { ...pipeline, jobs: [{ name, ...(when && { when }) }] });
  return twin.jobNamed(id, name).id;
}

/** Asks the API; what it refuses is an answer, too. @throws Error when it fails */
async function ask({ house }: Stage, what: string, body?: object): Promise<{ readonly [key: string]: unknown }> {
  const [method = "", path = ""] = what.split(" ");
  // Whoever changes rules says which version is meant.
  const headers = { authorization: `Bearer ${apiToken}`, "if-match": '"1"' };
  const request = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  const answer = await fetch(`${house.url}/api/gitlab/${path}`, request);
  const text = await answer.text();
  if (answer.status >= 500) throw new Error(`${what}: ${answer.status} ${text}`);
  return JSON.parse(text === "" ? "{}" : text);
}

const effects: Story = {
  name: "jobs fail, get stuck, leave artifacts and wait at gates",
  async play(ends, house) {
    const s = await opened(
      ends,
      house,
      "id: again, on: job, when: { status: failed }, limit: { perJob: 2 }, do: retry",
      'id: stuck, on: job, when: { status: pending, name: "lint*" }, for: 5m, do: restart',
      "id: keep, on: job, when: { status: success, tag: true, artifacts: present }, do: keep",
      "id: gate, on: [job, pipeline], when: { status: manual }, do: { play: { job: deploy } }",
    );
    const { twin } = s;
    for (let at = 0; at < 2; at++) {
      twin.fail(twin.run(jobIn(s, `build ${at}`)).id, "script_failure");
      await s.settle();
    }
    twin.succeed(twin.run(jobIn(s, "package", { ref: "v1", tag: true })).id, { artifacts: { expireInSeconds: day } });
    jobIn(s, "deploy", { when: "manual" });
    jobIn(s, "lint");
    await s.settle();
    for (const seconds of [6 * minute, 4 * minute, 4 * minute, day]) {
      s.clock.advance(seconds);
      await s.settle();
    }
    const [keep] = (await s.house.store.tasks(50)).filter(({ verb }) => verb === "keep");
    await ask(s, `GET keeps?project=${s.project.id}`);
    await ask(s, `DELETE keeps/${s.project.id}/${keep?.object}`, { reason: "it is old" });
  },
};

const unheard: Story = {
  name: "no hook comes, and the patrol finds a job that failed",
  async play(ends, house) {
    const files = [{ file: "rules.yaml", text: rulebook("id: again, on: job, when: { status: failed }, do: retry") }];
    const s = await openStage({ rules: files, startsAt, hooks: false, house: { apiToken, ...house } });
    ends.after(() => s.close());
    s.twin.fail(s.twin.run(jobIn(s, "build")).id, "script_failure");
    await s.settle();
  },
};

const outage: Story = {
  name: "a registry is away, and retries are parked until one helps",
  async play(ends, house) {
    const rule =
      "id: infra, on: job, when: { status: failed, failureReason: runner_system_failure, newest: true }, do: retry";
    const s = await opened(ends, house, rule);
    const { twin } = s;
    const jobs = Array.from({ length: 24 }, (_, at) => ({ name: `test ${at}` }));
    const { id } = twin.addPipeline(s.project.id, { jobs });
    for (const { name } of jobs) twin.fail(twin.jobNamed(id, name).id, "runner_system_failure");
    await s.settle();
    const { outages = [] } = (await ask(s, "GET outages")) as { outages?: { id: string }[] };
    for (const one of outages) await ask(s, `POST outages/${one.id}/close`, { reason: "it is back" });
    for (const { id: fresh, status } of twin.world.projects.flatMap(({ pipelines }) =>
      pipelines.flatMap((one) => one.jobs),
    ))
      if (status === "pending") twin.succeed(fresh);
    await s.settle();
    s.clock.advance(3 * day);
    await s.settle();
  },
};

const gates: Story = {
  name: "two people open a gate, and another is given up",
  async play(ends, house) {
    const s = await approvalStage(ends, undefined, undefined, house);
    await s.approve("bob");
    await s.approve("carol");
    await s.settle();
    await s.redrive();
    await s.settle();
    s.clock.advance(30 * day);
    await s.settle();
  },
};

const deletes: Story = {
  name: "a plan is made, approved and carried out",
  async play(ends, house) {
    const s = await planStage(ends, deleteRules(), { house });
    await branchWith(s, 3);
    await s.reject((await s.plan()).plan.id);
    const shown = await s.plan();
    await s.approve(shown.plan.id, hashOf(shown));
    await days(s, 8);
  },
};

const sweeps: Story = {
  name: "artifacts are counted, and a rule's own schedule sweeps",
  async play(ends, house) {
    const rule =
      'id: tidy, on: { schedule: { every: 1d, at: "03:00", zone: UTC } }, when: { artifacts: { expiredFor: 1d } }, do: { deleteArtifacts: { quarantine: 1d } }';
    const s = await opened(ends, house, rule);
    const { twin } = s;
    for (let at = 0; at < 3; at++)
      twin.succeed(twin.run(jobIn(s, "build", { ref: "feature" })).id, { artifacts: { expireInSeconds: minute } });
    await ask(s, "POST sweeps", { kind: "inventory" });
    await ask(s, "POST sweeps", { kind: "rule", rule: "tidy" });
    for (const seconds of [minute, minute, day, day, 20 * minute, day, 20 * minute]) {
      s.clock.advance(seconds);
      await s.house.driver.step();
      await s.settle();
    }
    for (const path of ["sweeps", "tallies", "keeps"]) await ask(s, `GET ${path}`);
  },
};

const people: Story = {
  name: "people look at everything, hold, stop and take back",
  async play(ends, house) {
    const s = await opened(ends, house, "id: again, on: job, when: { status: failed }, do: retry");
    const { twin, project } = s;
    const job = jobIn(s, "build");
    twin.fail(twin.run(job).id, "script_failure");
    await s.settle();
    const [task] = await s.house.store.tasks(1);
    for (const path of [
      "holds",
      "keeps",
      "journal",
      "journal/seals",
      "journal/items",
      "journal/tasks",
      "outages",
      "patrol",
      "hooks",
      "tallies",
      "sweeps",
      "plans",
      "rulebook",
      "rulebook/versions",
      "rulebook/proposal",
      "switch",
      "tasks",
      "gates",
      "approvals",
      `tasks/${task?.id}`,
      `journal?job=${job}`,
      `journal?project=${project.id}`,
      `gates/${project.id}/${job}`,
    ])
      await ask(s, `GET ${path}`);
    await ask(s, "POST explain", { job: { project: project.id, id: job } });
    for (const on of [`job:${job}`, "project"]) {
      await ask(s, `PUT holds/${project.id}/${on}`, { reason: "audit" });
      await ask(s, `GET holds?project=${project.id}`);
      await ask(s, `DELETE holds/${project.id}/${on}`, { reason: "done" });
    }
    await ask(s, "PUT switch/stops/verb:play", { reason: "freeze" });
    await ask(s, "DELETE switch/stops/verb:play", { reason: "over" });
    await ask(s, "POST redrive", { task: task?.id, reason: "again" });
    const text = rulebook("id: again, on: job, when: { status: failed, name: build }, do: retry");
    await ask(s, "PUT rulebook", { files: [{ file: "rules.yaml", text }], reason: "only builds" });
    await s.settle();
  },
};

const chat: Story = {
  name: "people talk: retry, why, status, hold, stop",
  async play(ends, house) {
    const s = await talkStage(ends, talkRules(retryRule), { house });
    const job = s.jobThat("failed");
    for (const text of [
      `retry ${job.url}`,
      `why ${job.url}`,
      "status",
      `status ${job.url}`,
      `hold ${job.url} for the audit`,
      "stop shop/web the cluster moves",
    ])
      await s.say("bob", text);
    s.clock.advance(day);
    await s.settle();
  },
};

export const stories: readonly Story[] = [effects, unheard, outage, gates, deletes, sweeps, people, chat];
