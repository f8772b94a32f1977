import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { test } from "node:test";
import type { GitLabErrorCode } from "../../../lib/core/errors.ts";
import type { Sink } from "../../../lib/gitlab/http/sink.ts";
import { errorOf } from "../asked.ts";
import { memory } from "../memory.ts";
import { served } from "../openhttp.ts";
import { json, now } from "../server.ts";

const call = { path: "/projects/7/jobs/1001/artifacts" };
const file =
  (body: string | Buffer, headers: Record<string, string> = {}, status = 200): RequestListener =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

test("a file is handed on as it is, with its name and how much has come", async (t) => {
  const headers = { "content-length": "8", "content-disposition": 'attachment; filename="artifacts.zip"' };
  const { http, seen } = await served(t, file("PK\x03\x04\0\x01\x02\x03", headers));
  const [sink, progress] = [memory(), [] as unknown[]];
  const came = await http.download(call, sink, { onProgress: (...at) => progress.push(at) });
  assert.deepEqual(came, { bytes: 8, ofBytes: 8, filename: "artifacts.zip", partial: false });
  assert.equal(sink.text(), "PK\x03\x04\0\x01\x02\x03");
  assert.deepEqual(
    [progress[0], progress.at(-1)],
    [
      [0, 8],
      [8, 8],
    ],
  );
  assert.equal(seen[0]?.headers["accept-encoding"], "identity");
});

test("a file of unknown length is whole when its last chunk came", async (t) => {
  const { http } = await served(t, (_, response) => {
    response.write("a");
    response.end("b");
  });
  const sink = memory();
  assert.deepEqual(await http.download(call, sink), { bytes: 2, partial: false });
  assert.equal(sink.text(), "ab");
});

test("an empty file is a file", async (t) => {
  const { http } = await served(t, file("", { "content-length": "0" }));
  assert.deepEqual(await http.download(call, memory()), { bytes: 0, ofBytes: 0, partial: false });
});

test("64 MB pass one piece at a time, and never faster than the sink takes them", async (t) => {
  const piece = Buffer.alloc(1024 * 1024, "x");
  let [sent, ahead, bytes, inFlight] = [0, 0, 0, 0];
  const { http } = await served(t, async (_, response) => {
    for (; sent < 64; sent++) if (!response.write(piece)) await new Promise((done) => response.once("drain", done));
    response.end();
  });
  const slow: Sink = {
    async write(part) {
      assert.equal(++inFlight, 1);
      ahead = Math.max(ahead, sent * piece.length - bytes);
      await new Promise(setImmediate);
      bytes += part.length;
      inFlight--;
    },
  };
  assert.equal((await http.download(call, slow)).bytes, 64 * piece.length);
  assert.equal(bytes, 64 * piece.length);
  assert.ok(ahead < 32 * piece.length, `${ahead} bytes were under way`);
});

test("a file that is too large is refused as soon as it is known, before anything is written", async (t) => {
  const { http } = await served(t, file("x".repeat(1000), { "content-length": "1000" }));
  const sink = memory();
  const error = await errorOf(http.download(call, sink, { mostBytes: 999 }));
  assert.deepEqual([error.code, sink.bytes], ["tooLarge", 0]);
  assert.match(error.message, /^GET \/projects\/7\/jobs\/1001\/artifacts: larger than the 999 bytes/);
  assert.equal((await http.download(call, memory(), { mostBytes: 1000 })).bytes, 1000);
});

test("a file that will be too large is not waited for", async (t) => {
  const { http } = await served(t, (_, response) => {
    response.writeHead(200, { "content-length": "1000" }).write("x");
  });
  const sink = memory();
  assert.equal((await errorOf(http.download(call, sink, { mostBytes: 999 }))).code, "tooLarge");
  assert.equal(sink.bytes, 0);
});

test("a file of unknown length that is too large ends when it is", async (t) => {
  const { http } = await served(t, (_, response) => {
    const flood = setInterval(() => response.write("x".repeat(1000)), 1);
    response.on("close", () => clearInterval(flood));
  });
  const sink = memory();
  assert.equal((await errorOf(http.download(call, sink, { mostBytes: 5000 }))).code, "tooLarge");
  assert.ok(sink.bytes <= 5000);
});

for (const [what, answer, code, message] of [
  ["before its head", (request) => request.socket.destroy(), "unreachable", /the connection broke/],
  [
    "in its body",
    (request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("abc");
      setImmediate(() => request.socket.destroy());
    },
    "unreachable",
    /ended after 3 of 100 bytes: it is not whole/,
  ],
  [
    "between two chunks",
    (request, response) => {
      response.write("abc");
      setImmediate(() => request.socket.destroy());
    },
    "unreachable",
    /ended after 3 bytes: it is not whole/,
  ],
  ["never to begin", () => {}, "timeout", /no whole answer in time/],
  [
    "to stand still",
    (_, response) => void response.writeHead(200, { "content-length": "9" }).write("abc"),
    "timeout",
    /after 3 of 9 bytes.*nothing more came/,
  ],
] satisfies [string, RequestListener, GitLabErrorCode, RegExp][])
  test(`a download that breaks is an error, and is not asked for again: ${what}`, async (t) => {
    const { http, seen } = await served(t, answer);
    const error = await errorOf(http.download(call, memory(), { idleSeconds: 0.3 }));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.equal(seen.length, 1);
  });

test("a download that crawls ends, one that the sink holds up does not", async (t) => {
  let clock = now;
  const drip: RequestListener = (_, response) => {
    const drops = setInterval(() => response.write("x"), 1);
    setTimeout(() => response.end(), 200).unref();
    response.on("close", () => clearInterval(drops));
  };
  const crawling = await served(t, drip, { clock: () => (clock += 10_000) });
  const error = await errorOf(crawling.http.download(call, memory()));
  assert.deepEqual([error.code, /4 KiB a second/.test(error.message)], ["timeout", true]);
  const heldUp = await served(t, drip, { clock: () => clock });
  const slow: Sink = {
    async write() {
      clock += 3_600_000;
    },
  };
  assert.ok((await heldUp.http.download(call, slow)).bytes > 0);
});

for (const [what, answer, code, message] of [
  ["missing", (_, response) => json(response, 404, { message: "404 Not found" }), "notFound", /404 Not found$/],
  [
    "a proxy's 404, on a long page",
    file("<html>".padEnd(200_000), { "content-type": "text/html" }, 404),
    "oddAnswer",
    /: 404$/,
  ],
  ["packed", file("x", { "content-encoding": "gzip" }), "oddAnswer", /packed/],
  ["a sign-in page", file("<html>Sign in", { "content-type": "text/html" }), "oddAnswer", /a web page, not the file/],
  [
    "throttled",
    file("Retry later", { "content-type": "text/plain", "retry-after": "5" }, 429),
    "throttled",
    /Retry later/,
  ],
] satisfies [string, RequestListener, GitLabErrorCode, RegExp][])
  test(`what is no file is not written: ${what}`, async (t) => {
    const { http } = await served(t, answer);
    const sink = memory();
    const error = await errorOf(http.download(call, sink));
    assert.deepEqual([error.code, sink.bytes], [code, 0]);
    assert.match(error.message, message);
  });

test("what is no file may say so without an end, or break off", async (t) => {
  const flooding = await served(t, (_, response) => {
    response.writeHead(404, { "content-type": "text/html" });
    const flood = setInterval(() => response.write("x".repeat(50_000)), 1);
    response.on("close", () => clearInterval(flood));
  });
  assert.equal((await errorOf(flooding.http.download(call, memory()))).status, 404);
  const breaking = await served(t, (request, response) => {
    response.writeHead(403, { "content-length": "100" }).write("{");
    setImmediate(() => request.socket.destroy());
  });
  assert.equal((await errorOf(breaking.http.download(call, memory()))).code, "forbidden");
});

test("a page that is an artifact is a file", async (t) => {
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-disposition": 'attachment; filename="index.html"',
  };
  const { http } = await served(t, file("<html>Report", headers));
  const sink = memory();
  assert.equal((await http.download(call, sink)).filename, "index.html");
  assert.equal(sink.text(), "<html>Report");
});

test("what a sink cannot take ends the download as the sink says it", async (t) => {
  const { http, seen } = await served(t, file("x".repeat(100_000)));
  const full = new Error("no space left");
  await assert.rejects(http.download(call, { write: () => Promise.reject(full) }), full);
  assert.equal((await http.download(call, memory())).bytes, 100_000);
  assert.equal(seen.length, 2);
});

test("with nobody at the port nothing was sent", async (t) => {
  const { http } = await served(t, () => {}, { baseUrl: "http://127.0.0.1:1" });
  assert.equal((await errorOf(http.download(call, memory()))).code, "refusedConnection");
});
