import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createWatch } from "../../../lib/gitlab/http/watch.ts";
import { errorOf } from "../asked.ts";
import { memory } from "../memory.ts";
import { openHttp, served } from "../openhttp.ts";
import { now, serve } from "../server.ts";

async function withFour(t: TestContext) {
  const { http, seen } = await served(t, (request, response) => {
    if (request.url?.endsWith("/quick")) response.end("ok");
    else response.writeHead(200, { "content-length": "1000" }).write("x");
  });
  const begun: Promise<void>[] = [];
  for (let at = 0; at < 4; at++) {
    const first = Promise.withResolvers<void>();
    begun.push(first.promise);
    http.download({ path: "/slow" }, { write: async () => first.resolve() }).catch(() => {});
  }
  await Promise.all(begun);
  return { http, seen };
}

test("a fifth download does not wait for four others to end", async (t) => {
  const { http } = await withFour(t);
  const sink = memory();
  await http.download({ path: "/quick" }, sink, { idleSeconds: 2 });
  assert.equal(sink.text(), "ok");
});

test("what does not come in time is not waited for, even where nobody can be told to stop", async () => {
  const watch = createWatch(0.05, () => now);
  await assert.rejects(watch.head(new Promise(() => {})), { name: "TimeoutError" });
  assert.equal(watch.signal.aborted, true);
});

test("a refusal that drips its words is not waited for without an end", async (t) => {
  let clock = now;
  const { url } = await serve(t, (_, response) => {
    response.writeHead(500, { "content-type": "text/plain" });
    const drips = setInterval(() => response.write("x"), 1);
    response.on("close", () => clearInterval(drips));
  });
  const http = openHttp(t, url, { clock: () => (clock += 10_000) });
  const error = await errorOf(http.download({ path: "/a" }, memory()));
  assert.deepEqual([error.code, error.status], ["server", 500]);
  assert.ok(error.message.length < 100, error.message);
});

test("a clock that is set on by an hour does not make a download slow, a slow one is slow", async () => {
  let clock = now;
  const watch = createWatch(30, () => clock);
  const waitSeconds = (seconds: number) =>
    watch.piece(
      Promise.resolve().then(() => {
        clock += seconds * 1000;
      }),
    );
  await waitSeconds(3600);
  assert.equal(watch.crawls(0), false);
  await waitSeconds(-3600);
  for (const isSlow of [false, true]) {
    await waitSeconds(20);
    assert.equal(watch.crawls(0), isSlow);
  }
  assert.equal(watch.crawls(100_000), false);
});
