import assert from "node:assert/strict";
import { test } from "node:test";
import { openStage } from "../../infra/local/stage.ts";
import { createApi } from "../../lib/cli/api.ts";
import { type Standing, StandingList, Started } from "../../lib/cli/sweep/standing.ts";

const startsAt = Date.UTC(2026, 10, 20, 9);
// It wants nothing, so that only the sweep itself is asked about.
const text = `version: 1
rules:
  - { id: look, projects: ["crowd*/**"], on: { schedule: { every: 1d } }, when: { name: no-such-job }, do: deleteArtifacts }
`;

async function stage(jobs: readonly number[], rules = text) {
  const s = await openStage({
    rules: [{ file: "rules.yaml", text: rules }],
    startsAt,
    hooks: false,
    house: { apiToken: "secret" },
  });
  const ids = jobs.map((jobsPerProject) =>
    s.twin.addCrowd({ projects: 1, jobsPerProject, members: { [s.twin.bot.username]: "maintainer" } }),
  );
  const api = createApi({ url: s.house.url, token: "secret", source: "gitlab" });
  return {
    ...s,
    ids: ids.map(({ firstProjectId }) => firstProjectId),
    start: (body: object) => api(["sweeps"], Started, { method: "POST", body }),
    async look(): Promise<Standing> {
      const { sweeps } = await api(["sweeps"], StandingList);
      const found = sweeps.find(({ sweep }) => sweep === "look");
      assert.ok(found);
      return found;
    },
    asked: (what: RegExp) => s.twin.requests.filter(({ path }) => what.test(path)),
  };
}

const jobPages = /\/jobs\?/;

test("a sweep of 20,000 jobs asks little more than once a page, and its record equals what GitLab has", async (t) => {
  const s = await stage([20_000]);
  t.after(() => s.close());
  const { sweep } = await s.start({ kind: "rule", rule: "look" });
  assert.equal(sweep, "look");
  await s.pass(60);
  const found = await s.look();
  assert.deepEqual([found.state, found.projects, found.through, found.jobs + found.known], ["green", 1, 1, 20_000]);
  assert.equal(found.known, 0);
  assert.equal(found.pages, 200);
  assert.equal(s.asked(jobPages).length, 200);
  const all = s.asked(new RegExp(`/projects/${s.ids[0]}(/jobs\\?|$)`));
  assert.equal(found.requests, all.length);
  assert.ok(all.length <= 1.15 * 200, `${all.length} requests`);
});

test("three projects of very different sizes are all gone through, and the large one keeps none waiting", async (t) => {
  const s = await stage([12_000, 1_500, 60]);
  t.after(() => s.close());
  await s.start({ kind: "rule", rule: "look" });
  await s.pass(60);
  const found = await s.look();
  assert.deepEqual([found.state, found.through, found.jobs], ["green", 3, 13_560]);
  const [large, middle, small] = s.ids.map((id) => {
    const paths = s.twin.requests.map(({ path }) => path);
    return paths.findLastIndex((path) => path.includes(`/projects/${id}/jobs?`));
  });
  assert.ok((small ?? 0) < (middle ?? 0) && (middle ?? 0) < (large ?? 0));
  assert.ok((middle ?? 0) < 80, `the middle one ended at request ${middle}`);
});

for (const [what, fault] of [
  ["a 429 with Retry-After", { kind: "429", retryAfterSeconds: 30 }],
  ["a 429 without a time", { kind: "answer", status: 429, body: "Retry later\n" }],
] as const)
  test(`${what} in the middle of a sweep costs time, no page, and no second count`, async (t) => {
    const s = await stage([3_000]);
    t.after(() => s.close());
    s.twin.faults.add({ ...fault, path: jobPages, skip: 13 });
    await s.start({ kind: "rule", rule: "look" });
    await s.settle();
    s.clock.advance(5);
    await s.settle();
    const waiting = await s.look();
    assert.notEqual(waiting.state, "green");
    await s.pass(300);
    const found = await s.look();
    assert.deepEqual([found.state, found.pages, found.jobs], ["green", 30, 3_000]);
    assert.equal(s.asked(jobPages).length, 31);
  });

test("a GitLab that is down for an hour holds a sweep up, and takes nothing from it", async (t) => {
  const s = await stage([3_000]);
  t.after(() => s.close());
  const fault = s.twin.faults.add({ kind: "error", status: 502, path: /projects/, skip: 15, count: "all" });
  await s.start({ kind: "rule", rule: "look" });
  await s.pass(3_600);
  const down = await s.look();
  assert.deepEqual([down.state, down.open.map(({ why }) => why)], ["behind", ["error"]]);
  s.twin.faults.clear(fault);
  await s.pass(600);
  const found = await s.look();
  assert.deepEqual([found.state, found.pages, found.jobs], ["green", 30, 3_000]);
});

test("one project out of turn: begun at once, joined when asked for again", async (t) => {
  const s = await stage([250]);
  t.after(() => s.close());
  const begun = await s.start({ kind: "rule", rule: "look", project: s.ids[0] });
  assert.equal(begun.joined, undefined);
  const again = await s.start({ kind: "rule", rule: "look", project: s.ids[0] });
  assert.deepEqual([again.joined, again.task], [true, begun.task]);
  await s.settle();
  const task = await s.house.store.task(begun.task ?? "");
  assert.equal(task?.state, "done");
});

test("a rule that deletes by plans has no cycles: its status says so, and who would begin one is told of plans", async (t) => {
  const planned = text.replace("do: deleteArtifacts", "do: deleteArtifacts, require: { plan: true }");
  const s = await stage([1], planned);
  t.after(() => s.close());
  assert.equal((await s.look()).state, "plans");
  await assert.rejects(s.start({ kind: "rule", rule: "look" }), /a person approved.*penstock sweep plan --rule look/);
});

test("what cannot be swept for is refused, with what to do", async (t) => {
  const s = await stage([1]);
  t.after(() => s.close());
  await assert.rejects(s.start({ kind: "rule", rule: "lok" }), /no rule "lok" goes by a schedule/);
  await assert.rejects(s.start({ kind: "plan" }), /kind/);
});
