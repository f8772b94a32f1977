import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import { type TestContext, test } from "node:test";
import type { GitLabErrorCode } from "../../../lib/core/errors.ts";
import type { TokenAs } from "../../../lib/gitlab/http/http.ts";
import { errorOf } from "../asked.ts";
import { memory } from "../memory.ts";
import { openHttp, served } from "../openhttp.ts";
import { selfSigned } from "../selfsigned.ts";
import { listen, serve, token } from "../server.ts";

const call = { path: "/projects/7/jobs/1001/artifacts" };
const key = "X-Amz-Signature=0123456789abcdef&X-Amz-Credential=AKIAEXAMPLE%2Fus&sig=a%2Bb%3Dc";
const zip: RequestListener = (_, response) =>
  response.writeHead(200, { "content-type": "application/zip", "content-length": "3" }).end("zip");
const to =
  (location: string, status = 302): RequestListener =>
  (_, response) =>
    response.writeHead(status, { location, "set-cookie": "session=secret" }).end();

/** What leads nobody back to who we are. */
function assertStranger(headers: Record<string, unknown>) {
  for (const name of ["authorization", "private-token", "job-token", "cookie", "referer", "content-type"])
    assert.equal(headers[name], undefined, name);
  assert.ok(!JSON.stringify(headers).includes(token));
}

/** A GitLab that redirects to an object storage that answers so. */
async function redirected(t: TestContext, answer: RequestListener, status = 302, tokenAs: TokenAs = "bearer") {
  const storage = await serve(t, answer);
  const { http, seen } = await served(t, to(`${storage.url}/bucket/ab/artifacts.zip?${key}`, status), { tokenAs });
  return { http, seen, storage };
}

for (const status of [301, 302, 303, 307, 308])
  test(`a ${status} to object storage is followed, and the storage learns nothing of us`, async (t) => {
    const { http, storage } = await redirected(t, zip, status);
    const sink = memory();
    assert.deepEqual(await http.download(call, sink), { bytes: 3, ofBytes: 3, partial: false });
    assert.equal(sink.text(), "zip");
    assert.deepEqual(
      storage.seen.map(({ line }) => line),
      [`GET /bucket/ab/artifacts.zip?${key}`],
    );
    assertStranger(storage.seen[0]?.headers ?? {});
  });

for (const tokenAs of ["private", "job", "jobQuery"] as const)
  test(`object storage never sees a token that is shown as ${tokenAs}`, async (t) => {
    const { http, seen, storage } = await redirected(t, zip, 302, tokenAs);
    await http.download(call, memory());
    assertStranger(storage.seen[0]?.headers ?? {});
    assert.ok(!storage.seen[0]?.line.includes(token));
    assert.ok(JSON.stringify(seen).includes(token));
  });

test("a part is asked for at the storage, which serves it", async (t) => {
  const { http, storage } = await redirected(t, (_, response) =>
    response.writeHead(206, { "content-range": "bytes 1-2/3" }).end("ip"),
  );
  assert.deepEqual(await http.download(call, memory(), { range: { lastBytes: 2 } }), {
    bytes: 2,
    ofBytes: 3,
    partial: true,
  });
  assert.equal(storage.seen[0]?.headers.range, "bytes=-2");
});

test("three redirects are followed, on one host or more, a fourth is not", async (t) => {
  for (const [redirects, code] of [
    [3, undefined],
    [4, "redirected"],
  ] as const) {
    const storage = await serve(t, (request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) zip(request, response);
      else to(`/${left - 1}`)(request, response);
    });
    const { http } = await served(t, to(`${storage.url}/${redirects - 1}`));
    const look = http.download(call, memory());
    if (code) assert.equal((await errorOf(look)).code, code);
    else assert.equal((await look).bytes, 3);
    for (const { headers } of storage.seen) assertStranger(headers);
  }
});

test("a storage behind GitLab's own host does not get the token either", async (t) => {
  const { http, seen } = await served(t, (request, response) =>
    request.url?.startsWith("/api/") ? to("/minio/artifacts.zip?x=y")(request, response) : zip(request, response),
  );
  assert.equal((await http.download(call, memory())).bytes, 3);
  assert.equal(seen[1]?.line, "GET /minio/artifacts.zip?x=y");
  assertStranger(seen[1]?.headers ?? {});
});

const nowhere: readonly [string, string, GitLabErrorCode, RegExp][] = [
  ["the sign-in page", "/users/sign_in", "unauthorized", /sign-in page/],
  ["the sign-in page of another host", "https://sso.example/gitlab/users/sign_in?x=y", "unauthorized", /sign-in page/],
  ["a renamed project", "/api/v4/projects/123/jobs/1001/artifacts", "redirected", /its id 123/],
  ["a host without TLS", "http://storage.example/artifacts.zip", "redirected", /https/],
  ["another protocol", "ftp://storage.example/artifacts.zip", "redirected", /https/],
  ["another protocol to this machine", "ftp://127.0.0.1/artifacts.zip", "redirected", /https/],
  ["a file of this machine", "file:///etc/passwd", "redirected", /https/],
  ["an address with a user", "https://user:pass@storage.example/", "redirected", /./],
  ["no address", "http://[", "redirected", /./],
];
for (const [what, location, code, advice] of nowhere)
  test(`a redirect that is not safe, or no file, is not followed: ${what}`, async (t) => {
    const { http, seen } = await served(t, to(location));
    const sink = memory();
    const error = await errorOf(http.download(call, sink));
    assert.deepEqual([error.code, seen.length, sink.bytes], [code, 1, 0]);
    assert.match(error.advice, advice);
  });

test("a GitLab elsewhere cannot send us to this machine", async (t) => {
  const inside = await serve(t, zip);
  const server = createServer({ key: selfSigned.key, cert: selfSigned.cert }, to(`${inside.url}/metadata`));
  t.after(() => server.close());
  const url = (await listen(server)).replace("http://127.0.0.1", "https://localhost");
  const error = await errorOf(openHttp(t, url, { caPem: selfSigned.cert }).download(call, memory()));
  assert.deepEqual([error.code, inside.seen], ["redirected", []]);
});

test("a private CA vouches for the object storage too, and another does not", async (t) => {
  const storage = createServer({ key: selfSigned.key, cert: selfSigned.cert }, zip);
  t.after(() => storage.close());
  const url = (await listen(storage)).replace("http://127.0.0.1", "https://localhost");
  const trusting = await served(t, to(`${url}/artifacts.zip`), { caPem: selfSigned.cert });
  assert.equal((await trusting.http.download(call, memory())).bytes, 3);
  const wary = await served(t, to(`${url}/artifacts.zip?${key}`));
  const error = await errorOf(wary.http.download(call, memory()));
  assert.match(error.message, /the object storage localhost:\d+: the connection broke/);
  assert.match(error.advice, /certificate is not trusted/);
});

const denied = `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired for 0123456789abcdef AKIAEXAMPLE/us</Message><StringToSign>AWS4 secret</StringToSign></Error>`;
for (const [what, status, type, body, code, message] of [
  [
    "an address that is too old",
    403,
    "application/xml",
    denied,
    "forbidden",
    /answered 403 AccessDenied Request has expired for \[hidden\] \[hidden\]$/,
  ],
  [
    "a file that it lost",
    404,
    "application/xml",
    "<Error><Code>NoSuchKey</Code></Error>",
    "oddAnswer",
    /answered 404 NoSuchKey$/,
  ],
  ["trouble", 503, "application/xml", "<Error><Code>SlowDown</Code></Error>", "server", /answered 503 SlowDown$/],
  ["no sense", 400, "text/plain", "a+b=c", "oddAnswer", /answered 400$/],
  ["a page", 200, "text/html", "<html>Sign in", "oddAnswer", /127.0.0.1:\d+ answered a web page, not the file$/],
] as const)
  test(`an object storage's no is told in words, without the key to the file: ${what}`, async (t) => {
    const { http } = await redirected(t, (_, response) =>
      response.writeHead(status, { "content-type": type }).end(body),
    );
    const sink = memory();
    const error = await errorOf(http.download(call, sink));
    assert.deepEqual([error.code, error.status, sink.bytes], [code, status, 0]);
    assert.match(error.message, message);
    assert.ok(!/0123456789abcdef|AKIAEXAMPLE|a%2Bb|AWS4|X-Amz/.test(`${error.message} ${error.advice}`), error.message);
  });

test("a storage whose answer breaks off, and one that nobody reaches, are told without the key to the file", async (t) => {
  const { http } = await redirected(t, (request, response) => {
    response.writeHead(200, { "content-length": "100" }).write("abc");
    setImmediate(() => request.socket.destroy());
  });
  assert.match((await errorOf(http.download(call, memory()))).message, /ended after 3 of 100 bytes/);
  const gone = await served(t, to(`http://127.0.0.1:1/artifacts.zip?${key}`));
  const error = await errorOf(gone.http.download(call, memory()));
  assert.match(error.message, /: the object storage 127.0.0.1:1: the connection broke \(ECONNREFUSED\)$/);
  assert.match(error.advice, /reach GitLab's object storage/);
});
