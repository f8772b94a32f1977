import assert from "node:assert/strict";
import { test } from "node:test";
import { hour, minute, refusal, start, tended } from "./hookyard.ts";

test("a hook that leads here is noted, others are not, and people see those that need them first", async () => {
  const y = tended();
  const [broken] = y.addProject("shop/api", 7);
  const [, other] = y.addProject("shop/web", 8, 9);
  if (broken) broken.state = "disabled";
  if (other) other.address = "https://elsewhere.example.com/gitlab/other";
  y.addProject("shop/none");
  assert.deepEqual(await y.tend(), { requests: 6, owners: 4, resent: 0, ended: "round" });
  assert.deepEqual(
    (await y.standings()).map(({ path, hook, state, since }) => [path, hook, state, since]),
    [
      ["shop/api", 7, "disabled", start],
      ["shop/none", 0, "missing", start],
      ["shop/web", 8, "working", start],
    ],
  );
});

test("a hook that goes to paused and then to disabled is told of once each, and once when it works again", async () => {
  const y = tended();
  const [hook] = y.addProject("shop/api", 7);
  assert.ok(hook);
  await y.tend();
  for (const state of ["paused", "paused", "disabled", "disabled"] as const) {
    hook.state = state;
    y.pass(10 * minute);
    await y.tend();
  }
  hook.state = "working";
  y.deliver(hook);
  for (let run = 0; run < 3; run++) {
    y.pass(10 * minute);
    await y.tend();
  }
  assert.deepEqual(y.told(), ["error hook 7 is paused", "error hook 7 is disabled", "info hook 7 works again"]);
});

test("a pause that is over is no recovery while the last delivery was not taken", async () => {
  const y = tended();
  const [hook] = y.addProject("shop/api", 7);
  assert.ok(hook);
  hook.state = "paused";
  await y.tend();
  hook.state = "working";
  y.deliver(hook, { responseStatus: 503 });
  for (let run = 0; run < 4; run++) {
    y.pass(10 * minute);
    hook.state = run % 2 === 0 ? "working" : "paused";
    await y.tend();
  }
  assert.deepEqual(y.told(), ["error hook 7 is paused"]);
  const [standing] = await y.standings();
  assert.deepEqual([standing?.state, standing?.since], ["paused", start]);
  hook.state = "working";
  y.pass(10 * minute);
  await y.tend();
  assert.match((await y.standings())[0]?.words ?? "", /answered 503.*repair the receiver/);
  assert.deepEqual(y.state.resent, []);
});

test("a hook of a group counts for all projects below it, and is looked at once in a round", async () => {
  const y = tended();
  for (const path of ["shop/a/one", "shop/a/two", "shop/b/three", "tools/four"]) y.addProject(path);
  const [hook] = y.addGroup("shop", 5);
  assert.ok(hook);
  hook.state = "paused";
  await y.tend();
  assert.deepEqual(
    (await y.standings()).map(({ group, path, hook: id, state }) => [group ?? path, id, state]),
    [
      ["shop", 5, "paused"],
      ["tools/four", 0, "missing"],
    ],
  );
  assert.equal(y.state.requests.filter((one) => one === "hooks of shop").length, 1);
});

test("what the token may not see is unknown and not missing, whether it is the project, a group or where a hook leads", async () => {
  const y = tended();
  y.addProject("shop/hidden");
  y.addProject("shop/below");
  y.addProject("tools/masked", 4);
  y.state.hidden.set("project 1", "make it a Maintainer");
  y.state.hidden.set("shop", "make it an Owner");
  const [masked] = y.state.hooks.get("project 3") ?? [];
  if (masked) masked.address = undefined;
  await y.tend();
  const standings = await y.standings();
  assert.deepEqual(
    standings.map(({ path, state }) => [path, state]),
    [
      ["shop/below", "unknown"],
      ["shop/hidden", "unknown"],
      ["tools/masked", "unknown"],
    ],
  );
  assert.match(standings[1]?.words ?? "", /Maintainer/);
  assert.deepEqual(y.told(), []);
});

test("without a token nothing is asked, and people are told what to do; with one that is forgotten", async () => {
  const y = tended();
  y.addProject("shop/api", 7);
  assert.equal(await y.tend({ hooks: async () => undefined }), undefined);
  y.pass(hour);
  await y.tend({ hooks: async () => undefined });
  assert.deepEqual(y.state.requests, []);
  const [blind, ...more] = await y.standings();
  assert.deepEqual([blind?.state, blind?.since, more.length], ["unknown", start, 0]);
  assert.match(blind?.words ?? "", /no token may see the hooks of gitlab: .*tokens\.hooks/);
  await y.tend();
  assert.deepEqual(
    (await y.standings()).map(({ hook, state }) => [hook, state]),
    [[7, "working"]],
  );
});

test("a token that cannot be had is told of, and changes nothing", async () => {
  const y = tended();
  y.addProject("shop/api", 7);
  await y.tend();
  const before = await y.standings();
  await y.tend({ hooks: () => Promise.reject(refusal("unauthorized")) });
  assert.deepEqual(await y.standings(), before);
  assert.equal(y.lines.filter(({ level }) => level === "error").length, 1);
});

test("a hook that is gone, and a project that is gone or watched no more, are forgotten", async () => {
  const y = tended();
  y.addProject("shop/api", 7, 8);
  y.addProject("shop/web", 9);
  await y.tend();
  y.state.hooks.get("project 1")?.pop();
  y.state.projects.pop();
  for (let day = 0; day < 3; day++) {
    y.pass(24 * hour);
    await y.tend();
  }
  assert.deepEqual(
    (await y.standings()).map(({ hook }) => hook),
    [7],
  );
});

test("a hook that is added ends that there was none", async () => {
  const y = tended();
  y.addProject("shop/api");
  await y.tend();
  y.state.hooks.set("project 1", [
    { id: 3, address: "https://a.example.com/x/gitlab/gitlab/", state: "working", attempts: [] },
  ]);
  await y.tend();
  assert.deepEqual(
    (await y.standings()).map(({ hook, state }) => [hook, state]),
    [[3, "working"]],
  );
});

test("projects that are not watched are not asked about", async () => {
  const y = tended({ projects: ["shop/**", "!shop/legacy"] });
  for (const path of ["shop/api", "shop/legacy", "other/x"]) y.addProject(path, 7);
  await y.tend();
  assert.deepEqual(
    y.state.requests.filter((one) => one.startsWith("hooks")),
    ["hooks of project 1"],
  );
});

test("a run that finds nothing new writes nothing but, once a day, that it looked", async () => {
  const y = tended();
  y.addProject("shop/api", 7);
  y.addProject("shop/none");
  const writes = () => (y.store as unknown as { writes: number }).writes;
  await y.tend();
  await y.tend();
  const before = writes();
  for (let run = 0; run < 5; run++) {
    y.pass(10 * minute);
    await y.tend();
  }
  assert.equal(writes(), before);
  y.pass(24 * hour);
  await y.tend();
  assert.ok(writes() > before);
  assert.equal((await y.standings())[0]?.seenAt, y.state.now);
});
