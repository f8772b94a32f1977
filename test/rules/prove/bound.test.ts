import assert from "node:assert/strict";
import { test } from "node:test";
import type { NewJob } from "../../../infra/twin/state/jobParts.ts";
import { boundOf } from "../../../lib/rules/prove/sharedBound.ts";
import type { Rulebook } from "../../../lib/rules/rulebook.ts";
import { bookOf, limited } from "./books.ts";
import type { Oddities } from "./gitlab.ts";
import { worldOf } from "./measured.ts";
import { loopProofs } from "./proofs.ts";
import { type Fate, played } from "./stage.ts";

const build: NewJob = { name: "build" };
const gate: NewJob = { name: "deploy", when: "manual", allowFailure: true };
const trigger: NewJob = { name: "down", trigger: { strategy: "depend", jobs: [{ name: "below" }] } };

/** What was sent to the twin, and what was computed for as many pipelines as given. */
async function both(
  book: Rulebook,
  jobs: readonly NewJob[],
  {
    fate = "fails",
    pipelines = 2,
    hours = 12,
    ...odd
  }: { fate?: Fate; pipelines?: number; hours?: number } & Oddities = {},
): Promise<readonly [sent: number, computed: number]> {
  const names = ["build", "test", "deploy", "below"];
  const happening = {
    pipelines: Array.from({ length: pipelines }, () => ({ project: "shop/api", jobs })),
    fates: Object.fromEntries(names.map((name) => [name, fate])),
    hours,
    ...odd,
  };
  const play = await played(book, happening);
  return [play.calls.filter(({ isRejected }) => !isRejected).length, boundOf(book, worldOf(happening, play)).calls];
}

const retry = "on: job, when: { status: failed }, do: retry";
const restart = "on: job, when: { status: pending }, for: 5m, do: restart";
const both2 = [build, { name: "test" }];

const exact: readonly (readonly [what: string, book: Rulebook, jobs: readonly NewJob[], fate: Fate, calls: number])[] =
  [
    ["perJob in each pipeline and name", bookOf(retry), both2, "fails", 8],
    [
      "perJob of one name",
      bookOf(`${retry.replace("failed }", "failed, name: build }")}, limit: { perJob: 3 }`),
      both2,
      "fails",
      6,
    ],
    ["perPipeline", bookOf(`${retry}, limit: { perPipeline: 3 }`), both2, "fails", 6],
    ["perSha", bookOf(`${retry}, limit: { perSha: 1 }`), both2, "fails", 2],
    ["a restart is two requests", bookOf(restart), both2, "waits", 16],
    [
      "a restart and a retry count together",
      bookOf(restart, "on: job, when: { status: canceled }, do: retry"),
      both2,
      "waits",
      16,
    ],
    ["a gate is played once", bookOf('on: pipeline, do: { play: { job: "deploy" } }'), [build, gate], "succeeds", 2],
    [
      "a keep for each run, the new ones too",
      bookOf("on: job, when: { status: failed, artifacts: present }, do: keep", retry),
      [build],
      "fails",
      10,
    ],
    ["a cancel", bookOf("on: job, when: { status: running }, for: 5m, do: cancel"), both2, "runs", 4],
    [
      "a trigger job and what it began",
      bookOf("on: job, when: { status: failed, bridge: true, pipelineSource: push }, do: retry"),
      [trigger],
      "fails",
      4,
    ],
    ["nothing where every rule only reports", bookOf(`${retry}, mode: report`), both2, "fails", 0],
  ];

for (const [what, book, jobs, fate, calls] of exact)
  test(`the bound is reached: ${what}, ${calls} requests`, async () => {
    assert.deepEqual(await both(book, jobs, { fate }), [calls, calls]);
  });

test("the bound is reached: the jobs of every pipeline that a trigger job began, and began again", async () => {
  const once = "limit: { perJob: 1 }";
  const book = bookOf(
    `on: job, when: { status: failed, bridge: true, pipelineSource: push }, do: retry, ${once}`,
    `on: job, when: { status: failed, name: below, pipelineSource: parent_pipeline }, do: retry, ${once}`,
  );
  assert.deepEqual(await both(book, [trigger], { pipelines: 1 }), [3, 3]);
});

test("a limit an hour lets so many through in each hour of the clock", async () => {
  const book = limited(bookOf(retry), { perProjectPerHour: 3 });
  assert.deepEqual(await both(book, [build], { hours: 3, pipelines: 1 }), [12, 12]);
});

test("a gate that one rule cancels while another plays it runs after all, and that is counted", async () => {
  const book = limited(
    bookOf(
      "on: pipeline, when: { status: [manual, running] }, do: cancel",
      'on: pipeline, do: { play: { job: "deploy" } }',
    ),
    {},
  );
  const [sent, computed] = await both(book, [gate], { fate: "runs", slowPlays: true });
  assert.deepEqual([sent, computed], [6, 6], "two gates, each canceled, played all the same, and canceled once more");
});

test("a rule without a limit and without an outage, which is refused, goes on for as long as it is let", async () => {
  const book = limited(bookOf(`${retry}, outage: off`), {});
  const [few, many] = [await both(book, [build], { hours: 2 }), await both(book, [build], { hours: 6 })];
  assert.deepEqual([few[1], many[1]], [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  assert.ok(few[0] > 100 && many[0] > 2.9 * few[0], `${few[0]} and ${many[0]} requests`);
});

/** Trigger jobs that people start, in two projects, each beginning a pipeline of the other with the next: without end. */
function carousel(): NewJob[] {
  const here: NewJob[] = [];
  const there: NewJob[] = [];
  here.push({ name: "over", when: "manual", trigger: { project: "shop/web", jobs: there } });
  there.push({ name: "over", when: "manual", trigger: { project: "shop/api", jobs: here } });
  return here;
}

test("trigger jobs that begin each other, which is refused, go on for as long as they are let, but for the budget of a day", async () => {
  const book = bookOf("on: pipeline, when: { bridge: true }, do: { play: { job: over } }");
  const sent = async (more: { readonly hours: number; readonly hidesOurPipelines?: boolean }) => {
    const happening = { pipelines: [{ project: "shop/api", jobs: carousel() }], fates: {}, ...more };
    return (await played(book, happening)).calls.length;
  };
  assert.equal(
    await sent({ hours: 12 }),
    5,
    "one of the person's pipeline, and two a day of each project's that we began",
  );
  const [few, many] = [
    await sent({ hours: 3, hidesOurPipelines: true }),
    await sent({ hours: 12, hidesOurPipelines: true }),
  ];
  assert.ok(few > 12 && many > 3.5 * few, `${few} and ${many} requests`);
});

test("accepted rulebooks keep to their bound on a twin that leads them on, and come to it", async () => {
  const [proof] = loopProofs;
  const shown = await proof?.run(proof.cases.onPush, 1);
  assert.deepEqual(shown?.violations, []);
  assert.ok(Number(shown?.figures?.cyclic) > 150 && Number(shown?.figures?.refused) > 20);
  assert.ok(Number(shown?.figures?.["runs that reached their bound"]) >= 5);
});
