import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import test from "node:test";
import { virtualClock } from "../../infra/twin/clock.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { type Heard, manual, receiver, twinWorld } from "./world.ts";

const jobSteps = (heard: readonly Heard[]) =>
  heard.map(({ body }) => JSON.parse(body)).map((hook) => `${hook.build_name} ${hook.build_status}`);

test("the signature fits id, timestamp and the very bytes that were sent; the token goes beside it", async (t) => {
  const { twin, pipeline, id, time, served } = await twinWorld(t);
  const { url, heard } = await receiver(t);
  const key = Buffer.from("0123456789abcdef0123456789abcdef");
  const signingToken = `whsec_${key.toString("base64")}`;
  twin.addHook(id, { url, signingToken, token: "s3cret\n", jobEvents: true });
  pipeline([{ name: "prüfen ☃" }]);
  time.advance(60);
  await twin.deliver();
  const { headers, body } = heard[0] ?? assert.fail("nothing was heard");
  assert.deepEqual(
    [headers["x-gitlab-event"], headers["x-gitlab-token"], headers["x-gitlab-instance"], headers["content-type"]],
    ["Job Hook", "s3cret", served.url, "application/json"],
  );
  assert.equal(headers["webhook-timestamp"], String(time.now() / 1000));
  assert.equal(headers["webhook-id"], headers["idempotency-key"]);
  const message = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  assert.equal(
    headers["webhook-signature"],
    `v1,${createHmac("sha256", key).update(message, "utf8").digest("base64")}`,
  );
  const uuids = heard.flatMap(({ headers: { "webhook-id": one, "x-gitlab-webhook-uuid": two } }) => [one, two]);
  assert.equal(new Set(uuids).size, uuids.length);
  for (const uuid of uuids)
    assert.match(String(uuid), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("another library verifies the signature with the decoded token as its key", async (t) => {
  const { url, heard } = await receiver(t);
  const time = virtualClock(1_744_578_123_000);
  const twin = createTwin({ clock: time.now });
  const { id } = twin.addProject({ path: "a/b" });
  twin.addHook(id, { url, jobEvents: true, signingToken: "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" });
  twin.addPipeline(id, { jobs: [{ name: "x" }] });
  await twin.deliver();
  const { headers, body } = heard[0] ?? assert.fail("nothing was heard");
  const key = Uint8Array.from({ length: 32 }, (_, index) => index);
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const signature = Buffer.from(String(headers["webhook-signature"]).slice("v1,".length), "base64");
  const message = new TextEncoder().encode(`${headers["webhook-id"]}.1744578123.${body}`);
  assert.ok(await crypto.subtle.verify("HMAC", imported, signature, message));
});

test("two hooks on one project hear the same event under different keys; without tokens nothing is signed", async (t) => {
  const { twin, pipeline, id } = await twinWorld(t);
  const { url, heard } = await receiver(t);
  twin.addHook(id, { url, jobEvents: true });
  twin.addHook(id, { url, jobEvents: true });
  twin.addHook(id, { url });
  const other = twin.addProject({ path: "shop/web" });
  twin.addHook(other.id, { url, jobEvents: true });
  pipeline(["test/unit"]);
  await twin.deliver();
  assert.deepEqual(jobSteps(heard), ["unit created", "unit created", "unit pending", "unit pending"]);
  const [one, two] = heard.map(({ headers }) => headers);
  assert.notEqual(one?.["x-gitlab-event-uuid"], two?.["x-gitlab-event-uuid"]);
  assert.notEqual(one?.["idempotency-key"], two?.["idempotency-key"]);
  assert.equal(one?.["webhook-signature"] ?? one?.["x-gitlab-token"], undefined);
});

test("a delivery is recorded with its answer, and never sent again, whatever the answer is", async (t) => {
  const { twin, pipeline, id } = await twinWorld(t);
  const [broken, moved] = [await receiver(t, 500), await receiver(t, 302)];
  twin.addHook(id, { url: broken.url, jobEvents: true });
  twin.addHook(id, { url: moved.url, jobEvents: true });
  twin.addHook(id, { url: "http://127.0.0.1:1/", jobEvents: true });
  pipeline([manual("gate")]);
  const deliveries = await twin.deliver();
  assert.deepEqual(
    deliveries.map(({ status, answer }) => [status, answer]),
    [
      [500, "noted"],
      [302, "noted"],
      [undefined, undefined],
    ],
  );
  assert.match(deliveries[2]?.error ?? "", /ECONNREFUSED/);
  assert.deepEqual(twin.deliveries, deliveries);
  assert.equal(deliveries[0]?.body, broken.heard[0]?.body);
  assert.deepEqual(await twin.deliver(), []);
  assert.deepEqual([broken.heard.length, moved.heard.length], [1, 1]);
});

test("a receiver that does not answer in time has had its chance", async (t) => {
  const { url, heard } = await receiver(t, 0);
  const twin = createTwin({ clock: virtualClock().now, hookTimeoutSeconds: 0.05 });
  const { id } = twin.addProject({ path: "a/b" });
  twin.addHook(id, { url, jobEvents: true });
  twin.addPipeline(id, { jobs: [manual("x")] });
  assert.deepEqual(
    (await twin.deliver()).map(({ error }) => error),
    ["no answer in 0.05 s"],
  );
  assert.equal(heard.length, 1);
});

test("calls of deliver at the same time send each hook once, in order, and those that come meanwhile later", async (t) => {
  const { twin, pipeline, id } = await twinWorld(t);
  const names: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      if (names.length === 0) pipeline([manual("late")]);
      names.push(String(request.headers["webhook-id"]));
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address && typeof address === "object");
  twin.addHook(id, { url: `http://127.0.0.1:${address.port}`, jobEvents: true });
  pipeline(["a/1", "a/2"]);
  const [first, second] = await Promise.all([twin.deliver(), twin.deliver()]);
  assert.deepEqual([first.length, second.length], [4, 1]);
  assert.deepEqual(
    names,
    [...first, ...second].map(({ headers }) => headers["webhook-id"]),
  );
});

test("with autoDeliver hooks leave by themselves", async (t) => {
  const { url, heard, next } = await receiver(t);
  const twin = createTwin({ clock: virtualClock().now, autoDeliver: true });
  const { id } = twin.addProject({ path: "a/b" });
  twin.addHook(id, { url, jobEvents: true });
  const arrived = next();
  twin.addPipeline(id, { jobs: [manual("x")] });
  // the twin's own timer does not keep a process alive
  const alive = setInterval(() => {}, 1000);
  t.after(() => clearInterval(alive));
  await arrived;
  assert.deepEqual(jobSteps(heard), ["x created"]);
});
