import assert from "node:assert/strict";
import { test } from "node:test";
import type { StageOptions } from "../../../infra/local/stage.ts";
import { projectOf } from "../../../infra/twin/state/world.ts";
import { fullBudget, throttleKey, throttleText } from "../../../lib/core/throttleState.ts";
import { deeds } from "../rules/scene.ts";
import { type Answered, type Explaining, explaining, fail, stopping } from "./stage.ts";

const day = 86_400;
const again = (more = "", verb = "retry") =>
  `  - { id: again, projects: ["**"], on: job, when: { status: failed }, do: ${verb}${more} }\n`;

interface Scene {
  readonly guard: string;
  readonly what: string;
  readonly rules: string;
  readonly options?: Partial<StageOptions>;
  /** What happens before somebody asks. @returns the job that is asked about */
  readonly play: (e: Explaining) => Promise<number> | number;
  readonly text: RegExp;
}

const scenes: readonly Scene[] = [
  {
    guard: "trigger",
    what: "only a schedule causes the rule",
    rules:
      '  - { id: again, projects: ["**"], on: { schedule: { every: 1d, at: "03:00" } }, when: { status: failed }, do: { notify: { to: journal, text: "it failed" } } }\n',
    play: ({ stage }) => fail(stage),
    text: /^only its schedule causes it \(every 1d at 03:00\)/,
  },
  {
    guard: "task",
    what: "it was done already",
    rules: again("", '{ notify: { to: journal, text: "it failed" } }'),
    play: async ({ stage }) => {
      const id = fail(stage);
      await stage.settle();
      return id;
    },
    text: /^it was done already: the journal tells of job/,
  },
  {
    guard: "state",
    what: "the verb does not start from the job's state",
    rules: again("", "restart"),
    play: ({ stage }) => fail(stage),
    text: /is failed, and restart starts from pending or running/,
  },
  {
    guard: "look",
    what: "there is nothing to keep",
    rules: again("", "keep"),
    play: ({ stage }) => fail(stage),
    text: /has no artifacts archive to keep/,
  },
  {
    guard: "superseded",
    what: "a person was quicker",
    rules: again(),
    play: ({ stage }) => {
      const id = fail(stage);
      stage.twin.act("retry", id, { by: "alice" });
      return id;
    },
    text: /was already retried, as job \d+$/,
  },
  {
    guard: "time",
    what: "its delay is not over",
    rules: again("", "{ retry: { after: 10m } }"),
    play: ({ stage }) => fail(stage),
    text: /^its time comes in 10m, at 2026-01-05T09:10:00Z$/,
  },
  {
    guard: "mode",
    what: "the rule only reports",
    rules: again(", mode: report"),
    play: ({ stage }) => fail(stage),
    text: /^mode report: it only reports$/,
  },
  {
    guard: "mode",
    what: "the rule acts in other projects only",
    rules: again(", mode: { enforce: 1% }"),
    play: ({ stage }) => fail(stage),
    text: /^mode enforce 1%: shop\/api is not among them/,
  },
  {
    guard: "content",
    what: "a variable cannot be filled in",
    rules: again("", '{ retry: { inputs: { REF: "{{ ref }}" } } }'),
    play: ({ stage }) => fail(stage, "build", "feature#1"),
    text: /^\{\{ ref \}\} in REF has characters that may not stand there$/,
  },
  {
    guard: "others",
    what: "two rules want different things",
    rules: `${again()}${again("", "{ retry: { inputs: { A: one } } }").replace("id: again", "id: other")}`,
    play: ({ stage }) => fail(stage),
    text: /^again@1, other@1 want different things of one job$/,
  },
  {
    guard: "invariant",
    what: "an invariant forbids it",
    rules: `version: 1\ndefaults: { mode: enforce }\ninvariants: [{ id: calm, never: retry, when: { ref: { matches: "release/.*" } } }]\nrules:\n${again()}`,
    play: ({ stage }) => fail(stage, "build", "release/1"),
    text: /^the invariant calm forbids to retry job \d+ "build": when\.ref: wanted/,
  },
  {
    guard: "calendar",
    what: "its calendar is closed",
    rules: `version: 1\ndefaults: { mode: enforce }\ncalendars: { office: { zone: UTC, open: "Mon-Fri 12:00-17:00" } }\nrules:\n${again(", require: { calendar: office }")}`,
    play: ({ stage }) => fail(stage),
    text: /^the calendar office is closed: .*it opens 2026-01-05 12:00 UTC$/,
  },
  {
    guard: "switch",
    what: "somebody stopped it",
    rules: again(),
    play: async ({ stage, call }) => {
      await call("PUT", "switch/stops/rule:again", { reason: "it retries too much" });
      return fail(stage);
    },
    text: /^the switch stops rule:again by local at 2026-01-05T09:00:00Z: it retries too much$/,
  },
  {
    guard: "limit",
    what: "the hour's limit is used up by another job",
    rules: again(", limit: { perProjectPerHour: 1 }"),
    play: async ({ stage }) => {
      fail(stage, "lint");
      await stage.settle();
      return fail(stage);
    },
    text: /^used up: perProjectPerHour 1 of 1 \(shop\/api in this hour, opens 2026-01-05T10:00:00Z\)$/,
  },
  {
    guard: "limit",
    what: "the job has had its runs, whoever made them",
    rules: again(", limit: { perJob: 1 }"),
    play: ({ stage }) => {
      const first = fail(stage);
      const again = stage.twin.act("retry", first, { by: "alice" });
      assert.ok("changed" in again);
      return stage.twin.fail(stage.twin.run(again.job.id).id).id;
    },
    text: /^used up: perJob 1 of 1, since runs by anybody count: job \d+ "build" has had 1 before this one$/,
  },
  {
    guard: "rights",
    what: "the bot's role is too low",
    rules: again(),
    play: ({ stage }) => {
      const { members } = projectOf(stage.twin.world, stage.project.id);
      const bot = [...members.keys()].find(({ username }) => username === stage.twin.bot.username);
      assert.ok(bot);
      members.set(bot, "reporter");
      return fail(stage);
    },
    text: /is reporter in the project, and retry needs developer: GitLab would refuse$/,
  },
];

for (const { guard, what, rules, options, play, text } of scenes)
  test(`where ${what}, explain names ${guard} and nothing else, and the worker does nothing either`, async (t) => {
    const e = await explaining(t, rules, options);
    const id = await play(e);
    const before = e.stage.twin.effects.length;
    const told = await e.explainJob(id, { rule: "again" });
    assert.deepEqual(stopping(told), [guard], JSON.stringify(told, undefined, 1));
    assert.match(textOf(told, guard), text);
    assert.match(told.jobs[0]?.summary ?? "", /^nothing would be done/);
    await e.stage.settle();
    assert.equal(deeds(e.stage).length, before);
  });

function textOf({ jobs: [job] }: Answered, guard: string): string {
  return job?.rules[0]?.guards.find((one) => one.guard === guard)?.text ?? "";
}

test("a rule that nothing stops: explain says that it would act now, and the worker does", async (t) => {
  const e = await explaining(t, again(", limit: { perJob: 2, perProjectPerHour: 50 }"));
  const id = fail(e.stage);
  const told = await e.explainJob(id);
  assert.equal(told.jobs[0]?.summary, "again would retry it now");
  assert.match(
    textOf(told, "limit"),
    /^perJob 0 of 2 \("build" in pipeline \d+\), perProjectPerHour 0 of 50 \(shop\/api in this hour\)/,
  );
  assert.deepEqual(stopping(told), []);
  await e.stage.settle();
  assert.deepEqual(deeds(e.stage), ["retry build"]);
});

/** An expired job whose delete has waited out its quarantine, but for the worker. */
async function expired({ stage }: Explaining): Promise<number> {
  const { twin, project, clock, house } = stage;
  const build = () => {
    const { id } = twin.addPipeline(project.id, { ref: "side", jobs: [{ name: "package" }] });
    return twin.succeed(twin.jobNamed(id, "package").id, { artifacts: { expireInSeconds: day } }).id;
  };
  const old = build();
  build();
  await stage.pass(3 * day);
  const [task] = (await house.store.tasks(10)).filter(({ verb }) => verb === "deleteArtifacts");
  assert.ok(task?.due);
  clock.advance((task.due - clock.now()) / 1000 + 10);
  return old;
}

const tidy =
  '  - { id: tidy, projects: ["**"], on: { schedule: { every: 1d, at: "10:00" } }, when: { artifacts: { expiredFor: 1d } }, do: { deleteArtifacts: { quarantine: 3d } } }\n';

for (const isHeld of [false, true])
  test(`a delete whose quarantine is over ${isHeld ? "is stopped by a hold, and explain says whose and why" : "would be done now, and is"}`, async (t) => {
    const e = await explaining(t, tidy);
    const id = await expired(e);
    if (isHeld) await e.call("PUT", `holds/${e.stage.project.id}/job:${id}`, { reason: "the audit needs it" });
    const told = await e.explainJob(id);
    assert.deepEqual(stopping(told), isHeld ? ["hold"] : [], JSON.stringify(told, undefined, 1));
    if (isHeld) assert.match(textOf(told, "hold"), /^local holds job:\d+ since .*: the audit needs it$/);
    assert.equal(told.jobs[0]?.would, isHeld ? "no" : "act");
    await e.stage.settle();
    assert.deepEqual(deeds(e.stage), isHeld ? [] : ["deleteArtifacts package"]);
  });

test("while GitLab does not answer, explain says so and when it is asked again, and the worker leaves it alone as well", async (t) => {
  const e = await explaining(t, again());
  const { store } = e.stage.house;
  const now = e.stage.clock.now();
  const broken = { until: now + 60_000, forMillis: 60_000, failed: 7, of: 9 };
  const key = throttleKey("gitlab", "act");
  await store.putNote(key, throttleText({ ...fullBudget(now, 60), broken }), await store.note(key));
  fail(e.stage);
  await e.stage.settle();
  const [entry] = (await store.entries(100)).filter((one) => one.kind === "delivery" && one.about.endsWith("failed"));
  const told = await e.explain({ entry: entry?.id, rule: "again" });
  assert.ok(stopping(told).includes("throttle"), JSON.stringify(told, undefined, 1));
  assert.match(
    textOf(told, "throttle"),
    /^GitLab does not answer: 7 of 9 requests failed; it is asked again at 2026-01-05T09:01:00Z$/,
  );
  assert.deepEqual(deeds(e.stage), []);
});

test("where the rate budget has no room for the lane, explain says until when, and the worker waits as well", async (t) => {
  const e = await explaining(t, again(), { house: { requestsPerMinute: 60 } });
  const { store } = e.stage.house;
  const now = e.stage.clock.now();
  const full = fullBudget(now, 60);
  const closed = { ...full, spare: 0, left: { ...full.left, retry: 0 } };
  const key = throttleKey("gitlab", "act");
  await store.putNote(key, throttleText(closed), await store.note(key));
  fail(e.stage);
  await e.stage.settle();
  const [entry] = (await store.entries(100)).filter((one) => one.kind === "delivery" && one.about.endsWith("failed"));
  const told = await e.explain({ entry: entry?.id, rule: "again" });
  assert.ok(stopping(told).includes("throttle"), JSON.stringify(told, undefined, 1));
  assert.match(textOf(told, "throttle"), /^the rate budget of the source gitlab is used up until .* \(lane retry\)$/);
  assert.deepEqual(deeds(e.stage), []);
});
