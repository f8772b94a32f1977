import assert from "node:assert/strict";
import test from "node:test";
import { receiver } from "../world.ts";
import { hooked, step } from "./hooked.ts";

const jobs = { jobEvents: true };

test("gotcha 1: running arrives before pending, and the pipeline's success before its last job's", async (t) => {
  const { twin, pipeline, hear } = await hooked(t);
  twin.hold({ status: "pending" });
  twin.hold({ event: "Job Hook", status: "success" });
  const { id } = twin.jobNamed(pipeline(["test/unit"]).id, "unit");
  twin.succeed(id);
  const first = (await hear()).map(step);
  twin.release();
  const later = (await hear()).map(step);
  assert.deepEqual(first, ["unit created", "unit running", "pipeline success", "pipeline success"]);
  assert.deepEqual(later, ["unit pending", "pipeline success", "unit success"]);
});

test("gotcha 1: with seeded disorder no order is to be relied on, and the jobs' own times still tell it", async (t) => {
  const { twin, pipeline, hear, time } = await hooked(t, jobs);
  twin.disturb({ reorder: 14, seed: 3 });
  for (let count = 0; count < 10; count++) {
    const { id } = twin.jobNamed(pipeline(["test/unit"]).id, "unit");
    time.advance(1);
    twin.run(id);
    time.advance(1);
    twin.succeed(id);
  }
  const seen = (await hear()).map(({ body }) => body);
  const order = ["created", "pending", "running", "success"];
  const isInverted = seen.some(({ build_id, build_status }, at) =>
    seen
      .slice(0, at)
      .some((one) => one.build_id === build_id && order.indexOf(one.build_status) > order.indexOf(build_status)),
  );
  assert.ok(isInverted);
  for (const { build_status, build_started_at, build_finished_at } of seen)
    assert.deepEqual(
      [build_started_at !== null, build_finished_at !== null],
      [order.indexOf(build_status) >= 2, build_status === "success"],
    );
});

test("gotcha 2: the same job and status arrive twice, once under one id and once more by a group's hook under another", async (t) => {
  const { twin, pipeline, hear, url } = await hooked(t, jobs, { settings: { isPremium: true } });
  twin.addGroupHook("shop", { url, ...jobs });
  pipeline([{ name: "gate", when: "manual" }]);
  twin.duplicate(1);
  const [one, same, other] = await hear();
  assert.deepEqual([one?.body, one?.body], [same?.body, other?.body]);
  assert.equal(one?.headers["webhook-id"], same?.headers["webhook-id"]);
  assert.notEqual(one?.headers["webhook-id"], other?.headers["webhook-id"]);
});

test("gotcha 3: what a person sends again has the same id and body, at another time, newly signed", async (t) => {
  const { twin, pipeline, hear, get, post, id, url, time } = await hooked(t, {});
  const signingToken = `whsec_${Buffer.from("0123456789abcdef").toString("base64")}`;
  const hook = twin.addHook(id, { url, ...jobs, signingToken });
  pipeline([{ name: "gate", when: "manual" }]);
  const [first] = await hear();
  time.advance(3600);
  const path = `/projects/${id}/hooks/${hook.id}/events`;
  const [event] = (await get(path)).json;
  assert.equal((await post(`${path}/${event.id}/resend`)).status, 201);
  const [again] = await hear();
  assert.deepEqual(again?.body, first?.body);
  assert.equal(again?.headers["webhook-id"], first?.headers["webhook-id"]);
  const stamps = [first, again].map((one) => Number(one?.headers["webhook-timestamp"]));
  assert.equal((stamps[1] ?? 0) - (stamps[0] ?? 0), 3600);
  for (const name of ["webhook-signature", "x-gitlab-webhook-uuid", "x-gitlab-event-uuid"])
    assert.notEqual(again?.headers[name], first?.headers[name]);
});

test("gotcha 4: what is lost, not answered in time, or happens while GitLab is silent is never sent again", async (t) => {
  const { twin, pipeline, hear, id, hook } = await hooked(t, jobs, { hookTimeoutSeconds: 0.05 });
  const mute = twin.addHook(id, { url: (await receiver(t, 0)).url, ...jobs });
  const unanswered = () => twin.deliveries.filter(({ hookId, error }) => hookId === mute.id && error).length;
  const gate = [{ name: "gate", when: "manual" }] as const;
  twin.lose(1, { hookId: hook.id });
  pipeline(gate);
  assert.deepEqual([(await hear()).length, unanswered()], [0, 1]);
  twin.world.settings.isSilent = true;
  pipeline(gate);
  twin.world.settings.isSilent = false;
  assert.deepEqual([(await hear()).length, unanswered()], [0, 1]);
  pipeline(gate);
  assert.deepEqual([(await hear()).length, unanswered()], [1, 2]);
});

test("gotcha 31: four answers of 500 silence a hook, and it hears nothing of what comes then", async (t) => {
  const { twin, pipeline, hear, get, id, hook } = await hooked(t, {}, { settings: { disablesFailingHooks: true } });
  const bad = twin.addHook(id, { url: "http://127.0.0.1:1/", ...jobs });
  for (let count = 0; count < 5; count++) {
    pipeline([{ name: "gate", when: "manual" }]);
    await hear();
  }
  const alert = async (hookId: number) => (await get(`/projects/${id}/hooks/${hookId}`)).json.alert_status;
  assert.deepEqual([await alert(bad.id), await alert(hook.id)], ["temporarily_disabled", "executable"]);
  assert.deepEqual([twin.deliveries.length, twin.losses.length], [4, 1]);
});

test("gotcha 37: a pipeline hook of many jobs is larger than a queue's message", async (t) => {
  const { twin, pipeline } = await hooked(t);
  pipeline(Array.from({ length: 700 }, (_, at) => ({ name: `unit ${at}/700`, stage: "test" })));
  const sent = await twin.deliver();
  const whole = sent.find(({ event }) => event === "Pipeline Hook");
  assert.ok(Buffer.byteLength(whole?.body ?? "") > 256 * 1024);
});

test("gotcha 38: only the idempotency key tells events apart: the event uuid is a chain's, the webhook uuid an attempt's", async (t) => {
  const { twin, pipeline, hear, served, job, id, url } = await hooked(t, jobs);
  const first = pipeline(["test/unit"]);
  const { id: jobId } = twin.jobNamed(first.id, "unit");
  twin.fail(jobId);
  const uuid = String((await hear()).at(-1)?.headers["x-gitlab-event-uuid"]);
  for (const path of ["a", "b"]) twin.addHook(id, { url: `${url}/${path}`, ...jobs });
  const headers = { "PRIVATE-TOKEN": twin.bot.token, "X-Gitlab-Event-UUID": uuid };
  await fetch(`${served.url}/api/v4${job(jobId)}/retry`, { method: "POST", headers });
  twin.duplicate(1);
  const heard = await hear();
  const values = (name: string) => new Set(heard.map((one) => one.headers[name])).size;
  assert.equal(heard.length, 3);
  assert.deepEqual(
    [values("x-gitlab-event-uuid"), values("x-gitlab-webhook-uuid"), values("idempotency-key")],
    [1, 3, 2],
  );
});

test("gotcha 39: a template of the hook's owner makes a body that is not GitLab's", async (t) => {
  const { twin, pipeline, hear, id, url } = await hooked(t, {});
  twin.addHook(id, { url, ...jobs, template: '{"text": "{{build_name}}: {{build_status}}"}' });
  pipeline(["test/unit"]);
  const [first] = await hear();
  assert.deepEqual(first?.body, { text: "unit: created" });
  assert.equal(first?.headers["x-gitlab-event"], "Job Hook");
});
