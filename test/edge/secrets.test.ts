import assert from "node:assert/strict";
import { test } from "node:test";
import { askParameters } from "../../lib/edge/parameters.ts";
import { createSecrets } from "../../lib/edge/secrets.ts";
import { parameterStore } from "./ssm.ts";

const minute = 60_000;

test("secrets are read decrypted, several at once, and kept for five minutes", async (t) => {
  const names = Array.from({ length: 12 }, (_, at) => `/penstock/dev/webhook/${at}`);
  const { client, state } = await parameterStore(t, new Map(names.map((name) => [name, `value of ${name}`])));
  let now = 0;
  const secrets = createSecrets({ clock: () => now, spread: 0, ask: askParameters(client) });
  assert.deepEqual((await secrets.load(names)).get("/penstock/dev/webhook/11"), ["value of /penstock/dev/webhook/11"]);
  assert.equal(state.asked, 2);
  now += 5 * minute - 1;
  await secrets.load(names);
  assert.equal(state.asked, 2);
  now += 1;
  await secrets.load(names);
  assert.equal(state.asked, 4);
});

test("a value may hold several secrets, one a line: all of them are live", async (t) => {
  const { client } = await parameterStore(t, new Map([["/a", "one\n  two \r\n\nthree\n"]]));
  const secrets = createSecrets({ clock: () => 0, spread: 0, ask: askParameters(client) });
  assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["one", "two", "three"]);
});

test("a new value is seen after five minutes", async (t) => {
  const values = new Map([["/a", "old"]]);
  const { client } = await parameterStore(t, values);
  let now = 0;
  const secrets = createSecrets({ clock: () => now, spread: 0, ask: askParameters(client) });
  await secrets.load(["/a"]);
  values.set("/a", "old\nnew");
  now += 5 * minute;
  assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["old", "new"]);
});

test("while the store is down the last values serve, for a day", async (t) => {
  const { client, state } = await parameterStore(t, new Map([["/a", "one"]]));
  let now = 0;
  const secrets = createSecrets({ clock: () => now, spread: 0, ask: askParameters(client) });
  await secrets.load(["/a"]);
  state.isDown = true;
  now += 24 * 60 * minute;
  assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["one"]);
  now += 1;
  await assert.rejects(secrets.load(["/a"]), /these SSM parameters cannot be read: \/a/);
});

test("a parameter that is not there is named, and its neighbour's value is not", async (t) => {
  const { client } = await parameterStore(t, new Map([["/a", "top-secret"]]));
  const secrets = createSecrets({ clock: () => 0, spread: 0, ask: askParameters(client) });
  await assert.rejects(secrets.load(["/a", "/b"]), (error: Error) => {
    assert.match(error.message, /cannot be read: \/b\. Create them/);
    return !error.message.includes("top-secret");
  });
});

test("a secret that was deleted is refused as soon as SSM says so, not a day later", async (t) => {
  const values = new Map([["/a", "one"]]);
  const { client } = await parameterStore(t, values);
  let now = 0;
  const secrets = createSecrets({ clock: () => now, spread: 0, ask: askParameters(client) });
  await secrets.load(["/a"]);
  values.delete("/a");
  now += 5 * minute;
  await assert.rejects(secrets.load(["/a"]), /cannot be read: \/a/);
});

test("a line may say until when its value is live", async () => {
  let now = Date.parse("2026-11-30T23:59:00Z");
  const text = "old-secret  # notAfter=2026-12-01T00:00Z\n# the next one\nnew # secret\n";
  const secrets = createSecrets({ clock: () => now, spread: 0, ask: async () => new Map([["/a", text]]) });
  assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["old-secret", "new # secret"]);
  now += minute;
  assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["old-secret", "new # secret"]);
  now += 1;
  assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["new # secret"]);
});

for (const end of [
  "# notAfter=soon",
  "# notAfter 2026-12-01T00:00Z",
  "# notafter=2026-12-01T00:00Z",
  "# notAfter=2026-02-30T00:00Z",
])
  test(`a line with "${end}" is set aside and told with its place, and the others stay live`, async () => {
    const told: string[] = [];
    const log = {
      info: () => {},
      error: (what: string, fields?: object) => void told.push(`${what} ${JSON.stringify(fields)}`),
    };
    const ask = async () => new Map([["/a", `one\ntop-secret ${end}`]]);
    const secrets = createSecrets({ clock: () => 0, spread: 0, ask, log });
    assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["one"]);
    await secrets.load(["/a"]);
    assert.equal(told.length, 1);
    assert.match(told[0] ?? "", /^secret set aside .*line 2 of the SSM parameter \/a: .*notAfter=2026-12-01T00:00Z/);
    assert.ok(!told.join().includes("top-secret"));
  });

test("a parameter of which no line can be read is an error with the place, without any value", async () => {
  const ask = async () => new Map([["/a", "top-secret # notAfter=tomorrow"]]);
  const secrets = createSecrets({ clock: () => 0, spread: 0, ask });
  await assert.rejects(secrets.load(["/a"]), (error: Error) => {
    assert.match(error.message, /line 1 of the SSM parameter \/a/);
    return !error.message.includes("top-secret");
  });
});

/** A parameter store that answers when it is let, and counts. */
function held(text = "one") {
  const state = { asked: 0, text, isDown: false, waiting: [] as (() => void)[], isSlow: false };
  const ask = async () => {
    state.asked++;
    if (state.isSlow) await new Promise<void>((resolve) => state.waiting.push(resolve));
    if (state.isDown) throw new Error("ThrottlingException");
    return new Map([["/a", state.text]]);
  };
  return { state, ask };
}

test("whoever is refused has the secrets read anew, but no flood of refusals has that done more than once in 10 seconds", async () => {
  const { state, ask } = held();
  let now = 0;
  const secrets = createSecrets({ clock: () => now, spread: 0, ask });
  await secrets.load(["/a"]);
  state.text = "one\ntwo";
  now += 9_999;
  assert.equal(await secrets.renew(["/a"]), false);
  now += 1;
  const flood = await Promise.all(Array.from({ length: 1_000 }, () => secrets.renew(["/a"])));
  assert.ok(flood.every((isRead) => isRead));
  assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["one", "two"]);
  assert.equal(await secrets.renew(["/a"]), false);
  assert.equal(state.asked, 2);
});

test("those that come while the secrets are asked for wait for one answer", async () => {
  const { state, ask } = held();
  const secrets = createSecrets({ clock: () => 0, spread: 0, ask });
  state.isSlow = true;
  const loads = Array.from({ length: 100 }, () => secrets.load(["/a"]));
  await new Promise(setImmediate);
  for (const answer of state.waiting) answer();
  for (const load of loads) assert.deepEqual((await load).get("/a"), ["one"]);
  assert.equal(state.asked, 1);
});

test("while the store is down it is left alone for 10 seconds, and that old values serve is told once a minute", async () => {
  const { state, ask } = held();
  let now = 0;
  const told: string[] = [];
  const log = {
    info: () => {},
    error: (what: string, fields?: object) => void told.push(`${what} ${JSON.stringify(fields)}`),
  };
  const secrets = createSecrets({ clock: () => now, spread: 0, ask, log });
  await secrets.load(["/a"]);
  state.isDown = true;
  now += 5 * minute;
  for (let second = 0; second < 60; second++, now += 1_000)
    assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["one"]);
  // A request that fails at once is sent once more.
  assert.equal(state.asked - 1, 2 * 6);
  assert.equal(told.length, 1);
  assert.match(told[0] ?? "", /^secrets stale .*"parameters":"\/a","ageSeconds":300/);
  assert.equal(await secrets.renew(["/a"]), false);
  state.isDown = false;
  state.text = "two";
  now += 10_000;
  assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["two"]);
});

test("one request that SSM throttles costs nobody anything", async () => {
  const { state, ask } = held();
  let isFirst = true;
  const secrets = createSecrets({
    clock: () => 0,
    spread: 0,
    ask: async () => {
      if (isFirst) {
        isFirst = false;
        throw new Error("ThrottlingException");
      }
      return await ask();
    },
  });
  assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["one"]);
  assert.equal(state.asked, 1);
});

test("what nobody can do without is asked for once a second, however many deliveries come while it is not there", async () => {
  let now = 0;
  let asked = 0;
  const texts = new Map<string, string>();
  const secrets = createSecrets({
    clock: () => now,
    spread: 0,
    ask: async () => {
      asked++;
      return texts;
    },
  });
  for (let at = 0; at < 1_000; at++, now += 10) await assert.rejects(secrets.load(["/a"]), /cannot be read: \/a/);
  assert.equal(asked, 10);
  texts.set("/a", "one");
  assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["one"]);
});

test("a function that begins while the store is down asks it twice a second, however many deliveries come, and says why", async () => {
  const { state, ask } = held();
  let now = 0;
  const secrets = createSecrets({ clock: () => now, spread: 0, ask });
  state.isDown = true;
  for (let at = 0; at < 1_000; at++, now += 10)
    await assert.rejects(secrets.load(["/a"]), { cause: new Error("ThrottlingException") });
  assert.equal(state.asked, 2 * 10);
});

test("a parameter that two tokens share is asked for once: SSM is sent no name twice", async () => {
  const asked: (readonly string[])[] = [];
  let now = 0;
  const secrets = createSecrets({
    clock: () => now,
    spread: 0,
    ask: async (names) => {
      asked.push(names);
      return new Map([["/a", "one"]]);
    },
  });
  await secrets.load(["/a", "/a"]);
  now += 10_000;
  await secrets.renew(["/a", "/a"]);
  assert.deepEqual(asked, [["/a"], ["/a"]]);
});
