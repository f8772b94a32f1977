import assert from "node:assert/strict";
import test from "node:test";
import type { Delivery } from "../../infra/twin/hooks/hook.ts";
import { manual, receiver, twinWorld } from "./world.ts";

const statusOf = ({ body }: Pick<Delivery, "body">) => {
  const { build_status, object_attributes } = JSON.parse(body);
  return build_status ?? object_attributes.status;
};

async function jobWorld(t: test.TestContext) {
  const world = await twinWorld(t);
  const { url, heard } = await receiver(t);
  const hook = world.twin.addHook(world.id, { url, jobEvents: true });
  const run = () => {
    const { id } = world.twin.jobNamed(world.pipeline(["test/unit"]).id, "unit");
    world.twin.succeed(id);
    return id;
  };
  return { ...world, heard, hook, run };
}

const all = ["created", "pending", "running", "success"];

test("the next events are lost as often as a hand says, and only those that it means", async (t) => {
  const { twin, run } = await jobWorld(t);
  twin.lose(1, { status: "pending" });
  twin.lose(1, { event: "Pipeline Hook" });
  run();
  run();
  const sent = (await twin.deliver()).map(statusOf);
  assert.deepEqual(sent, ["created", "running", "success", ...all]);
  assert.deepEqual(
    twin.losses.map(({ event, about, why }) => [event, about.status, why]),
    [["Job Hook", "pending", "lost on the way"]],
  );
  twin.lose(3);
  run();
  assert.deepEqual((await twin.deliver()).map(statusOf), ["success"]);
});

test("a duplicate is the same body under the same key, as another attempt", async (t) => {
  const { twin, run, heard } = await jobWorld(t);
  twin.duplicate(1, { status: "success" });
  run();
  assert.deepEqual((await twin.deliver()).map(statusOf), [...all, "success"]);
  const [first, again] = heard.slice(-2);
  assert.equal(first?.body, again?.body);
  for (const name of ["webhook-id", "idempotency-key"]) assert.equal(first?.headers[name], again?.headers[name]);
  assert.notEqual(first?.headers["x-gitlab-webhook-uuid"], again?.headers["x-gitlab-webhook-uuid"]);
});

test("what is held comes later, behind what happened meanwhile", async (t) => {
  const { twin, run } = await jobWorld(t);
  twin.hold({ status: "pending" });
  const jobId = run();
  assert.equal(twin.hold({ jobId, status: "created" }), 2);
  assert.deepEqual((await twin.deliver()).map(statusOf), ["running", "success"]);
  assert.deepEqual(await twin.deliver(), []);
  twin.release();
  assert.deepEqual((await twin.deliver()).map(statusOf), ["pending", "created"]);
  run();
  assert.deepEqual((await twin.deliver()).map(statusOf), all, "nothing is held any more");
});

test("with habits deliveries go wrong by themselves, the same way for the same seed", async (t) => {
  const counted = async (seed: number) => {
    const { twin, run } = await jobWorld(t);
    twin.disturb({ duplicate: 0.2, lose: 0.1, reorder: 3, seed });
    const first = run();
    for (let count = 1; count < 50; count++) run();
    const sent = (await twin.deliver()).map(({ body }) => {
      const { build_id, build_status } = JSON.parse(body);
      return `${build_id - first} ${build_status}`;
    });
    return { sent, lost: twin.losses.length };
  };
  const { sent, lost } = await counted(7);
  assert.deepEqual(await counted(7), { sent, lost });
  assert.notDeepEqual((await counted(8)).sent, sent);
  const twice = sent.length - new Set(sent).size;
  assert.ok(twice > 20 && twice < 60, `${twice} duplicates of 200`);
  assert.ok(lost > 5 && lost < 40, `${lost} of 200 lost`);
  assert.equal(new Set(sent).size, 200 - lost);
});

test("no event is overtaken by more later ones than the habits say, and some are", async (t) => {
  const { twin, run } = await jobWorld(t);
  twin.disturb({ reorder: 3 });
  const first = run();
  for (let count = 1; count < 50; count++) run();
  const places = (await twin.deliver()).map(({ body }) => {
    const { build_id, build_status } = JSON.parse(body);
    return (build_id - first) * 4 + all.indexOf(build_status);
  });
  const overtaken = places.map((place, at) => places.slice(0, at).filter((earlier) => earlier > place).length);
  assert.equal(places.length, 200);
  assert.ok(Math.max(...overtaken) <= 3 && overtaken.filter((count) => count > 0).length > 20);
  twin.disturb({});
  run();
  assert.deepEqual((await twin.deliver()).map(statusOf), all, "good habits again");
});

test("a pipeline hook that is held shows the pipeline as it is when it is sent", async (t) => {
  const { twin, pipeline, id } = await twinWorld(t);
  const { url } = await receiver(t);
  twin.addHook(id, { url, pipelineEvents: true });
  const one = pipeline(["test/unit", manual("gate")]);
  twin.hold();
  twin.succeed(twin.jobNamed(one.id, "unit").id);
  twin.release();
  const sent = await twin.deliver();
  assert.deepEqual(sent.map(statusOf), ["manual", "manual", "manual"]);
});
