import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { createYard, hour, minute, tended, type YardHook } from "./hookyard.ts";

type Yard = ReturnType<typeof createYard>;

/** Hooks that lost so many deliveries each while they were paused, and work again. */
async function recovered(yard: Yard, hooks: readonly YardHook[], each: number) {
  const y = tended({ yard });
  await y.tend();
  for (const hook of hooks) {
    for (let count = 0; count < each; count++) y.deliver(hook, { responseStatus: 503 });
    hook.state = "paused";
  }
  await y.tend();
  for (const hook of hooks) {
    hook.state = "working";
    y.deliver(hook);
  }
  return y;
}

for (const owner of ["project", "group"] as const)
  test(`however many hooks of a ${owner} lead here, no minute has more than five deliveries sent again for it`, async () => {
    const yard = createYard();
    const hooks = owner === "project" ? yard.addProject("shop/api", 7, 8, 9) : yard.addGroup("shop", 7, 8, 9);
    if (owner === "group") yard.addProject("shop/api");
    const [other] = yard.addProject("tools/lint", 20);
    assert.ok(other);
    const y = await recovered(yard, [...hooks, other], 4);
    await y.tend();
    assert.equal(y.state.resent.length, 5 + 4);
    for (let run = 0; run < 12; run++) {
      y.pass(minute / 3);
      await y.tend();
    }
    assert.equal(y.state.resent.length, 3 * 4 + 4);
    assert.equal(new Set(y.state.resent.map(({ key }) => key)).size, 16);
  });

test("a project with very many hooks that fail keeps the others from nothing, and each of its hooks is seen", async () => {
  const y = tended();
  const hooks = y.addProject("shop/odd", ...Array.from({ length: 95 }, (_, at) => 100 + at));
  y.addProject("shop/web", 7);
  for (const hook of hooks) y.deliver(hook, { responseStatus: 500 });
  for (let run = 0; run < 12; run++) {
    await y.tend();
    y.pass(10 * minute);
  }
  const standings = await y.standings();
  assert.equal(standings.filter(({ project }) => project === 2).length, 1);
  assert.equal(standings.length, 96);
});

test("an event with a key of absurd length is not sent again, and keeps nothing else from being noted", async () => {
  const yard = createYard();
  const hooks = yard.addProject("shop/api", 7);
  const [hook] = hooks;
  assert.ok(hook);
  const y = await recovered(yard, hooks, 0);
  for (let count = 0; count < 50; count++)
    y.deliver(hook, { responseStatus: 500, idempotencyKey: `${count}`.padEnd(10_000, "x") });
  const good = y.deliver(hook, { responseStatus: 500 });
  y.deliver(hook);
  y.pass(6 * hour);
  await y.tend();
  assert.deepEqual(
    y.state.resent.map(({ key }) => key),
    [good.idempotencyKey],
  );
});

test("a paused hook of a project that is not watched any more is left alone, and forgotten", async () => {
  const [store, yard] = [createMemoryStore(), createYard()];
  const [hook] = yard.addProject("shop/api", 7);
  yard.addProject("tools/lint", 8);
  assert.ok(hook);
  const before = tended({ store, yard });
  await before.tend();
  before.deliver(hook, { responseStatus: 503 });
  hook.state = "paused";
  await before.tend();
  const y = tended({ store, yard, projects: ["tools/*"] });
  hook.state = "working";
  y.deliver(hook);
  y.state.requests.length = 0;
  for (let run = 0; run < 6; run++) {
    await y.tend();
    y.pass(6 * hour);
  }
  assert.deepEqual(
    y.state.requests.filter((request) => request.includes("project 1") || request.startsWith("resend")),
    [],
  );
  assert.deepEqual(
    (await y.standings()).map(({ project }) => project),
    [2],
  );
});

test("a hook that brings comments to chat is none that leads to the door: jobs and pipelines are missed there", async () => {
  const y = tended();
  y.addProject("shop/api");
  y.state.hooks.set("project 1", [
    { id: 3, address: "https://chat.example.com/chat/gitlab/gitlab", state: "working", attempts: [] },
  ]);
  await y.tend();
  assert.deepEqual(
    (await y.standings()).map(({ state }) => state),
    ["missing"],
  );
});
