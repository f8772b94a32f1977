import assert from "node:assert/strict";
import { test } from "node:test";
import { createSecrets } from "../../lib/edge/secrets.ts";
import { parameterStore } from "./ssm.ts";

const minute = 60_000;

test("secrets are read decrypted, several at once, and kept for five minutes", async (t) => {
  const names = Array.from({ length: 12 }, (_, at) => `/penstock/dev/webhook/${at}`);
  const { client, state } = await parameterStore(t, new Map(names.map((name) => [name, `value of ${name}`])));
  let now = 0;
  const secrets = createSecrets({ clock: () => now, spread: 0, client });
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
  const secrets = createSecrets({ clock: () => 0, spread: 0, client });
  assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["one", "two", "three"]);
});

test("a new value is seen after five minutes", async (t) => {
  const values = new Map([["/a", "old"]]);
  const { client } = await parameterStore(t, values);
  let now = 0;
  const secrets = createSecrets({ clock: () => now, spread: 0, client });
  await secrets.load(["/a"]);
  values.set("/a", "old\nnew");
  now += 5 * minute;
  assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["old", "new"]);
});

test("while the store is down the last values serve, for a day", async (t) => {
  const { client, state } = await parameterStore(t, new Map([["/a", "one"]]));
  let now = 0;
  const secrets = createSecrets({ clock: () => now, spread: 0, client });
  await secrets.load(["/a"]);
  state.isDown = true;
  now += 24 * 60 * minute;
  assert.deepEqual((await secrets.load(["/a"])).get("/a"), ["one"]);
  now += 1;
  await assert.rejects(secrets.load(["/a"]), /these SSM parameters cannot be read: \/a/);
});

test("a parameter that is not there is named, and its neighbour's value is not", async (t) => {
  const { client } = await parameterStore(t, new Map([["/a", "top-secret"]]));
  const secrets = createSecrets({ clock: () => 0, spread: 0, client });
  await assert.rejects(secrets.load(["/a", "/b"]), (error: Error) => {
    assert.match(error.message, /cannot be read: \/b\. Create them/);
    return !error.message.includes("top-secret");
  });
});

test("a secret that was deleted is refused as soon as SSM says so, not a day later", async (t) => {
  const values = new Map([["/a", "one"]]);
  const { client } = await parameterStore(t, values);
  let now = 0;
  const secrets = createSecrets({ clock: () => now, spread: 0, client });
  await secrets.load(["/a"]);
  values.delete("/a");
  now += 5 * minute;
  await assert.rejects(secrets.load(["/a"]), /cannot be read: \/a/);
});
