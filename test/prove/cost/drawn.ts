import { pick, randomOf } from "../../fuzz/random.ts";
import type { Proof, Shown } from "../proof.ts";
import { oneEvent } from "./kind.ts";
import { unitsOf } from "./meter.ts";
import { type Cost, type Metered, openMetered, rulebook } from "./metered.ts";

const rules = rulebook(
  "id: again, on: job, when: { status: failed }, limit: { perJob: 2, perProjectPerHour: 1000 }, do: retry",
  "id: keep, on: job, when: { status: success, artifacts: present }, do: keep",
  "id: promote, on: [job, pipeline], when: { status: manual }, do: { play: { job: deploy } }",
  'id: stuck, on: job, when: { status: pending, name: "lint*" }, for: 15m, do: restart',
  'id: tell, on: pipeline, when: { status: failed }, do: { notify: { to: journal, text: "{{ ref }} failed" } }',
);

/** What may happen; most of it nobody wants. */
const happenings = {
  "a job begins": (s: Metered, at: number) => void s.twin.run(job(s, `build ${at}`)),
  "a job waits": (s: Metered, at: number) => void job(s, `lint ${at}`),
  "a job fails": (s: Metered, at: number) => void s.twin.fail(s.twin.run(job(s, `test ${at}`)).id, "script_failure"),
  "a job ends well": (s: Metered, at: number) => void s.twin.succeed(s.twin.run(job(s, `test ${at}`)).id),
  "a job leaves artifacts": (s: Metered, at: number) =>
    void s.twin.succeed(s.twin.run(job(s, `package ${at}`)).id, { artifacts: { expireInSeconds: 86_400 } }),
  "a gate is reached": (s: Metered) => void job(s, "deploy", "manual"),
  "somebody cancels": (s: Metered, at: number) => void s.twin.cancel(s.twin.run(job(s, `build ${at}`)).id),
  "a stranger knocks": async (s: Metered) => {
    const answer = await fetch(s.house.hookUrl, { method: "POST", body: '{"object_kind":"build"}' });
    await answer.arrayBuffer();
  },
  "a body that is no hook": async (s: Metered, at: number) => void (await s.deliverSigned(`{"at":${at}}`)),
} as const;
type Happening = keyof typeof happenings;

function job({ twin, project }: Metered, name: string, when: "manual" | "on_success" = "on_success"): number {
  const { id } = twin.addPipeline(project.id, { jobs: [{ name, when }] });
  return twin.jobNamed(id, name).id;
}

/** Cases on one stage; its twin grows, so that many are cut into several. */
const casesOfStage = 100;

/** Tasks are what an event leads to: an effect each, or a note. */
async function playOne(s: Metered, what: Happening, at: number) {
  const tasks = async () => (await s.house.store.tasks(10 * casesOfStage)).length;
  const before = await tasks();
  const hooks = s.twin.deliveries.length;
  const cost = await s.of(async () => {
    await happenings[what](s, at);
    await s.settle();
  });
  return {
    gitlab: cost.gitlab,
    units: unitsOfEvent(cost),
    tasks: (await tasks()) - before,
    hooks: s.twin.deliveries.length - hooks,
  };
}

/** Without what the clock wakes by itself. */
function unitsOfEvent({ byFunction: { webhook, work, tick } }: Cost): number {
  return [webhook, work, tick].reduce((sum, spent) => sum + (spent ? unitsOf(spent) : 0), 0);
}

async function run(cases: number, seed: number): Promise<Shown> {
  const violations: string[] = [];
  const most = { units: 0, gitlab: 0 };
  const sum = { units: 0, tasks: 0, hooks: 0 };
  const names = Object.keys(happenings) as Happening[];
  for (let from = 0; from < cases; from += casesOfStage) {
    const random = randomOf(seed + from);
    const s = await openMetered(rules, { house: { record: from % (2 * casesOfStage) === 0 ? "wanted" : "all" } });
    // What a process reads once, and a project's first of each kind, is not what an event costs.
    for (const [at, what] of names.entries()) await playOne(s, what, -1 - at);
    await s.rest();
    for (let at = from; at < Math.min(cases, from + casesOfStage); at++) {
      const what = pick(random, names);
      const { units, gitlab, tasks, hooks } = await playOne(s, what, at);
      const share = Math.max(1, tasks);
      sum.units += units;
      sum.tasks += tasks;
      sum.hooks += hooks;
      most.units = Math.max(most.units, units / share);
      most.gitlab = Math.max(most.gitlab, gitlab / share);
      if (units > oneEvent.units * share || gitlab > oneEvent.gitlab * share)
        violations.push(`case ${at}, ${what}: ${units} units, ${gitlab} requests, ${tasks} tasks`);
      s.clock.advance(1);
    }
    await s.close();
  }
  return {
    cases,
    violations,
    figures: {
      deliveries: sum.hooks,
      "tasks done": sum.tasks,
      "units an event with what it leads to, at most": Math.ceil(most.units),
      "requests to GitLab, at most": Math.ceil(most.gitlab),
      "units on average": (sum.units / cases).toFixed(1),
    },
  };
}

/** What happens in GitLab, drawn: each costs no more than its bound. */
export const drawn: Proof = {
  promises: ["P46"],
  says: "whatever happens in GitLab, one event with each task that it leads to costs at most 40 units of DynamoDB and 6 requests to GitLab",
  cases: { onPush: 20, byProve: 1_000 },
  run,
};
