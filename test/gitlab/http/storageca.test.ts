import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import { type TestContext, test } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { errorOf } from "../asked.ts";
import { memory } from "../memory.ts";
import { openHttp } from "../openhttp.ts";
import { selfSigned } from "../selfsigned.ts";
import { listen } from "../server.ts";
import { publicCa } from "./publicca.ts";

const call = { path: "/projects/7/jobs/1001/artifacts" };
const usual = getCACertificates("default");

async function https(t: TestContext, by: typeof selfSigned, answer: RequestListener): Promise<string> {
  const server = createServer({ key: by.key, cert: by.cert }, answer);
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (await listen(server)).replace("http://127.0.0.1", "https://localhost");
}

/** A GitLab with a private CA, and its object storage with a public one. */
async function hybrid(t: TestContext) {
  const storage = await https(t, publicCa, (_, response) => response.end("zip"));
  const gitlab = await https(t, selfSigned, (_, response) =>
    response.writeHead(302, { location: `${storage}/a.zip?sig=abcdef` }).end(),
  );
  return { storage, http: openHttp(t, gitlab, { caPem: selfSigned.cert }) };
}

test("a GitLab with a private CA may have a public object storage", async (t) => {
  setDefaultCACertificates([...usual, publicCa.cert]);
  t.after(() => setDefaultCACertificates(usual));
  const { http, storage } = await hybrid(t);
  const sink = memory();
  await http.download(call, sink);
  assert.equal(sink.text(), "zip");
  // GitLab itself is vouched for by the private CA alone
  const other = openHttp(t, storage, { caPem: selfSigned.cert });
  for (const look of [other.send({ method: "GET", path: "/a" }), other.download(call, memory())])
    assert.equal((await errorOf(look)).code, "refusedConnection");
});

test("an object storage whose CA nobody knows is told as that", async (t) => {
  const { http } = await hybrid(t);
  const error = await errorOf(http.download(call, memory()));
  assert.match(error.message, /the object storage localhost:\d+: .*SELF_SIGNED_CERT/);
  assert.match(error.advice, /certificate.*CA/);
  assert.ok(!/abcdef/.test(`${error.message} ${error.advice}`));
});
