import assert from "node:assert/strict";
import test from "node:test";
import type { Vintage } from "../../infra/twin/state/world.ts";
import { receiver, twinWorld } from "./world.ts";

async function failing(t: test.TestContext, status: number, vintage: Vintage = 2026) {
  const world = await twinWorld(t, {}, { vintage, settings: { disablesFailingHooks: true } });
  const { url, heard } = await receiver(t, status);
  const hook = world.twin.addHook(world.id, { url, pipelineEvents: true });
  const happen = async () => {
    world.pipeline(["test/unit"]);
    await world.twin.deliver();
    const { alert_status, disabled_until } = (await world.get(`/projects/${world.id}/hooks/${hook.id}`)).json;
    return { alert: alert_status, pauseSeconds: (Date.parse(disabled_until) - world.time.now()) / 1000 };
  };
  return { ...world, heard, hook, happen };
}

test("pauses double to a day; the fortieth failure in a row is the last", async (t) => {
  const { heard, happen, time } = await failing(t, 503);
  const pauses: number[] = [];
  for (let count = 1; count < 40; count++) {
    const { alert, pauseSeconds } = await happen();
    assert.equal(alert, count < 4 ? "executable" : "temporarily_disabled");
    if (count < 4) continue;
    pauses.push(pauseSeconds);
    time.advance(pauseSeconds + 1);
  }
  assert.deepEqual(pauses.slice(0, 4), [60, 120, 240, 480]);
  assert.deepEqual([Math.max(...pauses), pauses.at(-1)], [86_400, 86_400]);
  assert.equal((await happen()).alert, "disabled");
  assert.equal(heard.length, 40);
  time.advance(90 * 86_400);
  assert.equal((await happen()).alert, "disabled");
  assert.equal(heard.length, 40, "nothing more, ever");
});

test("what happened during a pause is lost, also what waited when the pause began", async (t) => {
  const { twin, pipeline, happen, heard, time } = await failing(t, 503);
  for (let count = 0; count < 3; count++) await happen();
  pipeline(["test/one"]);
  pipeline(["test/two"]);
  await twin.deliver();
  assert.equal(heard.length, 4);
  pipeline(["test/three"]);
  time.advance(120);
  await twin.deliver();
  assert.equal(heard.length, 4);
  assert.deepEqual(
    twin.losses.map(({ why }) => why),
    ["disabled", "disabled"],
  );
});

test("before 17.11 four errors of the receiver's own were the end, and before 14 there was none", async (t) => {
  for (const [vintage, status, alert] of [
    [2024, 404, "disabled"],
    [2024, 500, "temporarily_disabled"],
    [2026, 404, "temporarily_disabled"],
    [2020, 404, undefined],
  ] as const) {
    const { happen } = await failing(t, status, vintage);
    for (let count = 0; count < 3; count++) await happen();
    assert.equal((await happen()).alert, alert, `${vintage} ${status}`);
  }
});
