import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import * as z from "zod";
import { type ApiError, createApi } from "../../lib/cli/api.ts";

interface Heard {
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A server that gives one answer, and what it heard. */
async function serve(t: TestContext, status: number, text: string, headers: Record<string, string> = {}) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    heard.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
    response.writeHead(status, headers).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const Any = z.object({ ok: z.literal(true) });
const token = "a-token-of-twenty-letters";

test("a call names its source, escapes each part of its path, and brings its token", async (t) => {
  const { url, heard } = await serve(t, 200, '{"ok":true}');
  const api = createApi({ url: `${url}/stage/`, token, source: "gitlab" });
  const call = { method: "PUT", query: { limit: 5, after: undefined, state: "a&b" }, body: { reason: "ü" } } as const;
  assert.deepEqual(await api(["tasks", "gitlab/7/job:1/retry?#%"], Any, call), { ok: true });
  assert.deepEqual(
    heard.map(({ line, headers, body }) => [line, headers.authorization, body]),
    [
      [
        "PUT /stage/api/gitlab/tasks/gitlab%2F7%2Fjob%3A1%2Fretry%3F%23%25?limit=5&state=a%26b",
        `Bearer ${token}`,
        '{"reason":"ü"}',
      ],
    ],
  );
});

test("a redirect is not followed: the token goes nowhere else", async (t) => {
  const elsewhere = await serve(t, 200, '{"ok":true}');
  const { url } = await serve(t, 307, "", { location: `${elsewhere.url}/` });
  await assert.rejects(createApi({ url, token, source: "gitlab" })(["switch"], Any), { code: "oddAnswer" });
  assert.deepEqual(elsewhere.heard, []);
});

for (const [why, status, text, code, message] of [
  [
    "a refusal with names that would steer a terminal",
    403,
    JSON.stringify({ error: { code: "noRight", message: "v\u202e1 \u001b[31mred\nnext", cure: "Look" } }),
    "noRight",
    /^v\uFFFD1 \uFFFD\[31mred\nnext\. Look$/,
  ],
  [
    "a refusal",
    412,
    '{"error":{"code":"overtaken","message":"too late","cure":"Look"}}',
    "overtaken",
    /^too late\. Look$/,
  ],
  ["AWS's own refusal", 403, '{"message":"Forbidden"}', "oddAnswer", /answered 403: is it Penstock's API\?/],
  ["a page", 200, "<html>", "oddAnswer", /an answer that this version does not know/],
  ["another shape", 200, '{"ok":1}', "oddAnswer", /an answer that this version does not know/],
] as const)
  test(`${why} is told in words, without the token`, async (t) => {
    const { url } = await serve(t, status, text);
    await assert.rejects(createApi({ url, token, source: "gitlab" })(["switch"], Any), (error: ApiError) => {
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.ok(!error.message.includes(token));
      return true;
    });
  });

test("an API that is not there is told with its address", async (t) => {
  const { url } = await serve(t, 200, "");
  const gone = new URL(url);
  gone.port = "1";
  await assert.rejects(createApi({ url: gone.origin, token, source: "gitlab" })(["switch"], Any), {
    message: `nothing answers at ${gone.origin} (ECONNREFUSED): is Penstock running there?`,
  });
});
