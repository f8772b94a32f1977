import assert from "node:assert/strict";
import test from "node:test";
import { raw } from "./raw.ts";
import { receiver, twinWorld } from "./world.ts";

const header = "x-gitlab-event-uuid";

async function failedWorld(t: test.TestContext, vintage: 2020 | 2026 = 2026) {
  const world = await twinWorld(t, {}, { vintage });
  const [own, other] = [await receiver(t), await receiver(t)];
  world.twin.addHook(world.id, { url: own.url, jobEvents: true });
  const { id } = world.twin.jobNamed(world.pipeline(["test/unit"]).id, "unit");
  world.twin.fail(id);
  await world.twin.deliver();
  const uuid = String(own.heard.at(-1)?.headers[header]);
  const retry = (headers: Record<string, string> = {}) =>
    raw(world, `${world.job(id)}/retry`, {
      method: "POST",
      headers: { "PRIVATE-TOKEN": world.twin.bot.token, ...headers },
    });
  own.heard.splice(0);
  return { ...world, own, other, uuid, retry };
}

test("a call that carries a hook's event uuid causes no hook to the same receiver, and one to another", async (t) => {
  const { twin, id, own, other, uuid, retry } = await failedWorld(t);
  twin.addHook(id, { url: other.url, jobEvents: true });
  assert.equal((await retry({ [header]: uuid })).status, 201);
  assert.ok(twin.losses.length > 0, "at once");
  await twin.deliver();
  assert.equal(own.heard.length, 0);
  assert.deepEqual(
    other.heard.map(({ headers, body }) => [headers[header], JSON.parse(body).build_status]),
    [[uuid, "created"]],
    "each hook is told once under a uuid",
  );
  assert.deepEqual([...new Set(twin.losses.map(({ why }) => why))], ["recursion"]);
});

test("a call without that header, or with somebody else's uuid, causes hooks as ever", async (t) => {
  for (const headers of [{}, { [header]: "6f1e4bd1-0000-4000-8000-000000000000" }]) {
    const { twin, own, retry } = await failedWorld(t);
    await retry(headers);
    await twin.deliver();
    assert.equal(JSON.parse(own.heard[0]?.body ?? "").build_status, "created");
  }
});

test("after half an hour a uuid is forgotten", async (t) => {
  const { twin, own, uuid, retry, time } = await failedWorld(t);
  time.advance(31 * 60);
  await retry({ [header]: uuid });
  await twin.deliver();
  assert.equal(own.heard[0]?.headers[header], uuid);
});

test("what happens after the call is no part of the chain", async (t) => {
  const { twin, own, uuid, retry } = await failedWorld(t);
  await retry({ [header]: uuid });
  await twin.deliver();
  const fresh = [...twin.world.jobs.values()].at(-1);
  assert.ok(fresh);
  twin.run(fresh.id);
  await twin.deliver();
  assert.deepEqual(
    own.heard.map(({ body }) => JSON.parse(body).build_status),
    ["running"],
  );
});

test("a GitLab that is too old for chains does not read the header", async (t) => {
  const { twin, own, retry } = await failedWorld(t, 2020);
  await retry({ [header]: "6f1e4bd1-0000-4000-8000-000000000000" });
  await twin.deliver();
  assert.equal(own.heard.length, 2);
});

test("a chain that told a hundred hooks tells no more", async (t) => {
  const { twin, id, other, uuid, retry } = await failedWorld(t);
  for (let count = 0; count < 101; count++) twin.addHook(id, { url: other.url, jobEvents: true });
  await retry({ [header]: uuid });
  await twin.deliver();
  assert.equal(other.heard.length, 99, "the hundredth is the one that began it");
});
