import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import * as z from "zod";
import { createApi } from "../../lib/cli/api.ts";
import { createIamSigner, regionOf } from "../../lib/cli/iam.ts";

const secretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const hex = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");
const mac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** Whether a request is signed as AWS would check it, computed from what arrived and nothing else. */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const [, scope = "", names = "", signature] =
    /Credential=[^/]+\/(\S+), SignedHeaders=(\S+), Signature=(\w+)/.exec(request.headers.authorization ?? "") ?? [];
  const url = new URL(request.url ?? "/", "http://x");
  const escaped = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const path = url.pathname.split("/").map(escaped).join("/");
  const query = [...url.searchParams]
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join("&");
  const headers = names
    .split(";")
    .map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
    .join("");
  const canonical = [request.method, path, query, headers, names, hex(body)].join("\n");
  const date = String(request.headers["x-amz-date"]);
  const [day = "", region = "", service = ""] = scope.split("/");
  const key = mac(mac(mac(mac(`AWS4${secretKey}`, day), region), service), "aws4_request");
  const wanted = mac(key, ["AWS4-HMAC-SHA256", date, scope, hex(canonical)].join("\n")).toString("hex");
  return signature === wanted && scope.endsWith("/eu-central-1/execute-api/aws4_request") && names.includes("host");
}

test("the deployed API is asked with the caller's AWS credentials, for every kind of route and body", async (t) => {
  const seen: boolean[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push(isSigned(request, Buffer.concat(chunks)));
    response.end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const sign = createIamSigner({
    region: "eu-central-1",
    clock: () => Date.UTC(2026, 10, 20, 9),
    credentials: async () => ({ accessKeyId: "AKIDEXAMPLE", secretAccessKey: secretKey }),
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = createApi({ url, source: "gitlab", sign });
  await api(["rulebook"], z.object({}));
  await api(["tasks", "gitlab/42/job:1/retry"], z.object({}));
  await api(["tasks"], z.object({}), { query: { state: "waiting", limit: 5 } });
  await api(["rulebook"], z.object({}), { method: "PUT", headers: { "if-match": '"3"' }, body: { files: ["ä ☃"] } });
  await api(["switch", "stops", "verb:play"], z.object({}), { method: "DELETE", body: { reason: "why (not)" } });
  assert.deepEqual(seen, [true, true, true, true, true]);
});

test("who has no AWS credentials is told what to set, and nothing of how they were looked for", async () => {
  const credentials = () => Promise.reject(new Error("Could not load credentials from any providers"));
  const sign = createIamSigner({ region: "eu-west-1", clock: () => 0, credentials });
  const api = createApi({ url: "http://127.0.0.1:1", source: "gitlab", sign });
  await assert.rejects(api(["switch"], z.object({})), {
    name: "SettingsError",
    message: /^- no AWS credentials: set AWS_PROFILE/,
  });
});

test("an API's own address tells its region", () => {
  assert.equal(regionOf("abc123.execute-api.eu-west-3.amazonaws.com"), "eu-west-3");
  assert.equal(regionOf("penstock.example.com"), undefined);
});
