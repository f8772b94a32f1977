import assert from "node:assert/strict";
import { test } from "node:test";
import { virtualClock } from "../../../infra/twin/clock.ts";
import type { NewJob } from "../../../infra/twin/machine/begin.ts";
import { createTwin } from "../../../infra/twin/twin.ts";
import { manual, receiver, statuses, twinWorld } from "../world.ts";

const delayed = (delaySeconds: number, more: Partial<NewJob> = {}): NewJob => ({
  name: "later",
  when: "delayed",
  delaySeconds,
  ...more,
});
const minute = 60_000;

test("whoever asks the API finds that a delayed job has started, at its own moment", async (t) => {
  const { twin, pipeline, get, job, time } = await twinWorld(t);
  const start = time.now();
  const { id } = twin.jobNamed(pipeline([delayed(60), "after/after"]).id, "later");
  assert.equal((await get(job(id))).json.status, "scheduled");
  time.advance(59);
  assert.equal((await get(job(id))).json.status, "scheduled");
  time.advance(3541);
  const { status, queued_duration } = (await get(job(id))).json;
  assert.deepEqual([status, queued_duration], ["pending", 3540]);
  assert.equal(twin.job(id).queuedAt, start + minute);
});

test("hooks tell of what came due before they are sent, with its own moment", async (t) => {
  const { twin, pipeline, id, time } = await twinWorld(t);
  const { url, heard } = await receiver(t);
  const one = pipeline([delayed(60)]);
  twin.addHook(id, { url, jobEvents: true });
  time.advance(600);
  await twin.deliver();
  const bodies = heard.map(({ body }) => JSON.parse(body));
  assert.deepEqual(
    bodies.map(({ build_id, build_status }) => [build_id, build_status]),
    [[twin.jobNamed(one.id, "later").id, "pending"]],
  );
});

test("what follows from one thing that was due happens in order, each at its own time", async (t) => {
  const { twin, pipeline, time } = await twinWorld(t, {}, { settings: { timers: true } });
  const start = time.now();
  const one = pipeline([
    { ...delayed(60), timeoutSeconds: 120, name: "first", stage: "a" },
    { ...delayed(60), name: "second", stage: "b", when: "always" },
  ]);
  time.advance(60);
  twin.run(twin.jobNamed(one.id, "first").id);
  time.advance(3000);
  twin.wake();
  const [first, second] = one.jobs;
  assert.deepEqual(
    [first?.status, first?.failureReason, first?.finishedAt],
    ["failed", "job_execution_timeout", start + 3 * minute],
  );
  assert.deepEqual([second?.status, second?.queuedAt], ["pending", start + 3 * minute]);
});

test("a delayed job whose person may not play it at its time does not start later, but can be played", async (t) => {
  const { twin, pipeline, post, job, time } = await twinWorld(t);
  const one = pipeline([delayed(60)], { by: "dev" });
  const later = twin.jobNamed(one.id, "later");
  assert.ok(later.person);
  one.project.members.set(later.person, "reporter");
  time.advance(7200);
  twin.wake();
  assert.equal(later.status, "scheduled");
  one.project.members.set(later.person, "developer");
  twin.wake();
  assert.equal(later.status, "scheduled");
  assert.equal((await post(`${job(later.id)}/play`)).status, 200);
  assert.equal(later.status, "pending");
});

test("an unscheduled job waits for a person, however much time passes", async (t) => {
  const { twin, pipeline, time } = await twinWorld(t);
  const one = pipeline([delayed(60)]);
  const { id } = twin.jobNamed(one.id, "later");
  twin.act("unschedule", id, { by: twin.bot.username });
  time.advance(7200);
  twin.wake();
  assert.deepEqual(statuses(one), { later: "manual", pipeline: "manual" });
});

test("moving the twin's own clock on lets happen what is due then", () => {
  const clock = virtualClock();
  const twin = createTwin({ clock: clock.now, advance: clock.advance });
  twin.addProject({ path: "shop/api", members: { ada: "owner" } });
  const { jobs } = twin.addPipeline("shop/api", { jobs: [delayed(60)] });
  twin.advance?.(60);
  assert.equal(jobs[0]?.status, "pending");
});

test("a world without timers stands still, whatever time it is", async (t) => {
  const { twin, pipeline, time } = await twinWorld(t);
  const one = pipeline(["a/run", "a/wait", manual("gate", "a")]);
  twin.succeed(twin.jobNamed(one.id, "run").id);
  const [run] = one.jobs;
  const files = run?.files.length;
  time.advance(90 * 86_400);
  twin.wake();
  assert.deepEqual(statuses(one), { run: "success", wait: "pending", gate: "manual", pipeline: "running" });
  assert.deepEqual([run?.files.length, one.isArchived], [files, false]);
});

test("pipelines are archived once they are as old as the administrator says", async (t) => {
  const { twin, pipeline, post, get, job, time } = await twinWorld(t, {}, { settings: { archiveAfterSeconds: 3600 } });
  const old = twin.succeed(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  time.advance(1800);
  const young = twin.succeed(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  time.advance(1800);
  assert.deepEqual([(await get(job(old.id))).json.archived, (await get(job(young.id))).json.archived], [true, false]);
  assert.deepEqual(
    [(await post(`${job(old.id)}/retry`)).status, (await post(`${job(young.id)}/retry`)).status],
    [403, 201],
  );
});

test("a membership ends early on its day, and with it all that it allowed", async (t) => {
  const { twin, pipeline, post, get, job, id, time } = await twinWorld(t, {
    memberExpiries: { dev: "2026-11-21", reporter: "2026-11-22" },
  });
  const token = twin.addToken("dev");
  const unit = twin.fail(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  // it is 9:30 of the day before
  time.advance(14.5 * 3600);
  assert.equal((await get(`/projects/${id}`, { token })).status, 200);
  time.advance(600);
  assert.equal((await post(`${job(unit.id)}/retry`, { token })).status, 404);
  assert.equal((await post(`${job(unit.id)}/retry`)).status, 201);
  assert.equal((await get(`/projects/${id}`, { token: twin.addToken("reporter") })).status, 200);
});

test("a token is refused from its end on", async (t) => {
  const { twin, get, id, time } = await twinWorld(t);
  const token = twin.addToken("dev", { expiresAt: time.now() + minute });
  assert.equal((await get(`/projects/${id}`, { token })).status, 200);
  time.advance(60);
  assert.equal((await get(`/projects/${id}`, { token })).status, 401);
});
