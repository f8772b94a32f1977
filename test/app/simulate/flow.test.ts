import assert from "node:assert/strict";
import { test } from "node:test";
import type { Stage } from "../../../infra/local/stage.ts";
import { callsIn, callsOf, journalOf, openWorld, rulesOf, simulated } from "./story.ts";

const rulebooks: Readonly<Record<string, string>> = {
  "retries at once, within a job's limit":
    '  - { id: again, projects: ["**"], on: job, when: { status: failed, failureReason: runner_system_failure }, do: retry, limit: { perJob: 1 } }\n',
  "retries after a while that grows":
    '  - { id: later, projects: ["**"], on: job, when: { status: failed, failureReason: runner_system_failure }, do: { retry: { after: 3m, backoff: 2, most: 10m } }, limit: { perJob: 3 } }\n',
  "restarts what stays pending":
    '  - { id: stuck, projects: ["**"], on: job, when: { status: pending }, for: 15m, do: restart }\n',
  "cancels what runs for too long":
    "  - { id: stop, projects: [shop/web], on: job, when: { status: running, ref: main }, for: 4m, do: cancel }\n",
  "keeps within an hour's limit":
    '  - { id: few, projects: ["**"], on: job, when: { status: failed }, do: retry, limit: { perJob: 5, perProjectPerHour: 2 } }\n',
  "keeps within a pipeline's and a day's limit":
    '  - { id: tight, projects: ["**"], on: job, when: { status: failed }, do: retry, limit: { perJob: 5, perPipeline: 1, perRulePerDay: 3 } }\n',
  "only reports":
    'version: 1\nrules:\n  - { id: quiet, projects: ["**"], on: job, when: { status: failed }, do: retry }\n',
  "acts in a share of the projects":
    'version: 1\nrules:\n  - { id: share, projects: ["**"], on: job, when: { status: failed }, do: retry, mode: { enforce: 50% } }\n',
  "asks what only a look tells":
    '  - { id: first, projects: ["**"], on: job, when: { status: failed, attempt: { under: 2 }, by: { role: maintainer }, newest: true, pipelineSource: push }, do: retry }\n',
  "asks for a class of failures":
    '  - { id: class, projects: ["**"], on: job, when: { status: failed, failureClass: infra.* }, do: retry }\n',
  "opens a gate once its tests are green":
    '  - { id: promote, projects: ["**"], on: pipeline, when: { jobs: { where: { stage: test, bridge: false }, all: { status: success } } }, do: { play: { job: deploy, variables: { REF: "{{ ref }}" } } } }\n',
  "opens a gate when a calendar does":
    'version: 1\ndefaults: { mode: enforce }\ncalendars: { late: { zone: UTC, open: "Mon-Fri 10:00-12:00" } }\nrules:\n  - { id: promote, projects: ["**"], on: pipeline, require: { calendar: late }, do: { play: { job: deploy } } }\n',
  "has rules that meet":
    '  - { id: one, projects: ["**"], on: job, when: { status: failed }, do: retry, limit: { perJob: 1 } }\n  - { id: two, projects: ["**"], on: [job, pipeline], when: { status: failed, name: "unit*" }, do: { retry: { after: 2m } }, limit: { perJob: 4 } }\n  - { id: three, projects: ["**"], on: job, when: { status: pending }, for: 15m, do: restart }\n',
};

/** An hour of two projects: what fails, hangs, waits and passes, and a person who meddles. */
async function play(stage: Stage): Promise<void> {
  const { twin, clock } = stage;
  const step = async (seconds: number) => {
    // Hooks come within seconds, whatever follows.
    await stage.settle();
    clock.advance(seconds);
    await stage.settle();
  };
  const [one = 0, other = 0] = twin.world.projects.map(({ id }) => id);
  for (const [at, project] of [one, other, one].entries()) {
    const { id } = twin.addPipeline(project, {
      ref: at < 2 ? "main" : "topic",
      stages: ["test", "deploy"],
      jobs: [
        { name: "unit", stage: "test" },
        { name: "slow", stage: "test" },
        { name: "deploy", stage: "deploy", when: "manual", needs: [] },
      ],
    });
    const job = (name: string) => twin.jobNamed(id, name).id;
    await step(7);
    for (let round = 0; round < 3; round++) {
      if (twin.jobNamed(id, "unit").status !== "pending") continue;
      twin.run(job("unit"));
      await step(20);
      if (round === 2) twin.succeed(job("unit"));
      else twin.fail(job("unit"), (at + round) % 2 === 0 ? "runner_system_failure" : "script_failure");
      await step(45);
      await step(240);
    }
    if (at === 2 && twin.jobNamed(id, "unit").status === "failed") twin.act("retry", job("unit"), { by: "alice" });
    if (at === 1) twin.run(job("slow"));
    await step(300);
    await step(600);
    if (at === 0 && twin.jobNamed(id, "slow").status === "pending") twin.run(job("slow"));
    await step(10);
    for (const name of ["slow", "unit"]) {
      if (twin.jobNamed(id, name).status === "pending") twin.run(job(name));
      if (twin.jobNamed(id, name).status === "running") twin.succeed(job(name));
    }
    await step(50);
  }
  for (let left = 8; left > 0; left--) await step(600);
}

/** Of these nothing comes. */
const idle = new Set(["only reports"]);

for (const [name, rules] of Object.entries(rulebooks))
  test(`a simulation of what was recorded does what the real rules did: a rulebook that ${name}`, async (t) => {
    const stage = await openWorld(t, rules);
    await play(stage);
    const entries = await journalOf(stage);
    const until = stage.clock.now();
    const report = simulated(entries, { candidate: await rulesOf(rules), until });
    assert.deepEqual(callsIn(report), callsOf(stage));
    assert.equal(callsOf(stage).length === 0, idle.has(name));
    assert.deepEqual([report.unreadable, report.undecided.candidate], [0, 0]);
    const same = simulated(entries, { active: await rulesOf(rules), candidate: await rulesOf(rules, 2), until });
    assert.deepEqual([same.added, same.removed, same.changed, same.same, same.examples], [0, 0, 0, report.added, []]);
  });
