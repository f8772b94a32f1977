import assert from "node:assert/strict";
import { test } from "node:test";
import type { Throttle } from "../../../lib/app/throttle.ts";
import { minute, refusal, tended } from "./hookyard.ts";

/** So many projects with a hook each. */
function many(count: number) {
  const y = tended();
  for (let at = 1; at <= count; at++) y.addProject(`shop/p${at}`, 1000 + at);
  return y;
}

test("no run sends more than 90 requests, and every hook of 412 projects is seen within the bound that is told", async () => {
  const y = many(412);
  let runs = 0;
  for (; runs < 50; runs++) {
    const before = y.state.requests.length;
    const did = await y.tend();
    assert.ok(y.state.requests.length - before <= 90);
    y.pass(10 * minute);
    if (did?.ended === "round") break;
  }
  assert.ok(runs + 1 <= Math.ceil(412 / 40), `${runs + 1} runs`);
  assert.equal((await y.standings()).length, 412);
});

test("when all hooks are paused at once, the others of the round have their turn all the same", async () => {
  const y = many(200);
  for (let run = 0; run < 10; run++) await y.tend();
  for (const hooks of y.state.hooks.values()) for (const hook of hooks) hook.state = "paused";
  const paused = async () => (await y.standings()).filter(({ state }) => state === "paused").length;
  for (let run = 0; run < 10 && (await paused()) < 200; run++) {
    y.pass(10 * minute);
    await y.tend();
  }
  assert.equal(await paused(), 200);
  assert.equal(y.told().length, 200);
});

test("a run has at most 40 deliveries sent again, of all hooks together", async () => {
  const y = many(10);
  await y.tend();
  for (const [hook] of y.state.hooks.values()) {
    assert.ok(hook);
    for (let count = 0; count < 5; count++) y.deliver(hook, { responseStatus: 503 });
    hook.state = "paused";
  }
  await y.tend();
  for (const [hook] of y.state.hooks.values()) {
    assert.ok(hook);
    hook.state = "working";
    y.deliver(hook);
  }
  const counts: (number | undefined)[] = [];
  for (let run = 0; run < 4; run++) {
    counts.push((await y.tend())?.resent);
    y.pass(minute);
  }
  assert.ok(
    counts.every((count = 0) => count <= 40),
    `${counts}`,
  );
  assert.equal(y.state.resent.length, 50);
});

test("a budget that is closed and a run without time ask nothing", async () => {
  const y = many(3);
  const closed: Throttle = {
    take: async () => ({ closedUntil: y.state.now + minute, reason: "none" }),
    noted: async () => {},
  };
  assert.equal((await y.tend({ throttle: closed }))?.ended, "paused");
  assert.equal((await y.tend({ remainingMillis: () => 10_000 }))?.ended, "paused");
  assert.deepEqual(y.state.requests, []);
});

test("every request is asked for in the lane of the patrol, with the token that sees hooks", async () => {
  const y = many(3);
  const asks: string[] = [];
  const throttle: Throttle = {
    take: async (ask) => {
      asks.push(JSON.stringify(ask));
      return { meter: (gitlab) => gitlab, settle: () => {}, end: async () => {} };
    },
    noted: async () => {},
  };
  await y.tend({ throttle });
  assert.equal(asks.length, y.state.requests.length);
  assert.deepEqual([...new Set(asks)], ['{"source":"gitlab","lane":"patrol","requests":{"hooks":1}}']);
});

test("what is wrong with one project does not stop the others; what would meet all of them ends the run", async () => {
  const y = many(4);
  y.state.refuse = (request) => (request === "hooks of project 2" ? refusal("oddAnswer") : undefined);
  assert.equal((await y.tend())?.ended, "round");
  assert.deepEqual(
    (await y.standings()).map(({ project }) => project),
    [1, 3, 4],
  );
  y.state.refuse = (request) => (request === "hooks of project 2" ? refusal("throttled") : undefined);
  const before = y.state.requests.length;
  assert.equal((await y.tend())?.ended, "failed");
  assert.equal(y.state.requests.length, before + 3);
  y.state.refuse = () => undefined;
  await y.tend();
  assert.equal((await y.standings()).length, 4);
});

test("a place in the list that GitLab does not know any more is left", async () => {
  const y = many(150);
  await y.tend();
  y.state.refuse = (request) => (request === "projects 100" ? refusal("badRequest") : undefined);
  const ends: (string | undefined)[] = [];
  while (ends.at(-1) !== "failed") ends.push((await y.tend())?.ended);
  const before = y.state.requests.length;
  await y.tend();
  assert.equal(y.state.requests[before], "projects");
  y.state.refuse = () => undefined;
  for (let run = 0; run < 6; run++) await y.tend();
  assert.equal((await y.standings()).length, 150);
});
