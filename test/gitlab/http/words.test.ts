import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { lineOf } from "../../../lib/gitlab/http/answerbody.ts";
import { errorOf } from "../asked.ts";
import { memory } from "../memory.ts";
import { openHttp, served } from "../openhttp.ts";
import { token } from "../server.ts";
import { raw } from "./raw.ts";

const call = { method: "GET", path: "/user" } as const;
const half = [token.slice(0, 10), token.slice(10)] as const;

for (const [what, echo] of [
  ["wrapped by a newline", half.join("\n")],
  ["wrapped and indented", half.join("\r\n\t  ")],
  ["with spaces between its letters", token.split("").join(" ")],
  ["with characters of no width between its letters", token.split("").join("\u200b")],
  ["with a code for a terminal in it", half.join("\u009b")],
] as const)
  test(`a token that an answer echoes in pieces is not shown: ${what}`, async (t) => {
    const { http } = await served(t, (_, response) =>
      response.writeHead(403, { "content-type": "text/plain" }).end(`you sent ${echo}, which is no good`),
    );
    assert.equal((await errorOf(http.send(call))).message, "GET /user: 403 you sent [hidden], which is no good");
    assert.equal(http.lineOf(`sent ${echo}!`), "sent [hidden]!");
  });

for (const [what, words, veiled, line] of [
  ["of several lines, echoed on one", "bad: first second third.", ["first\nsecond\tthird"], "bad: [hidden]."],
  ["that is a part of another", "a secret-long, a secret", ["secret", "secret-long"], "a [hidden], a [hidden]"],
  ["that overlaps another", "<abcdefgh>", ["abcdef", "cdefgh"], "<[hidden]>"],
  ["that comes twice in a row", "abcdabcd abcd", ["abcd"], "[hidden][hidden] [hidden]"],
  ["too short to be one", "on 12 of 123", ["12", "1 2 3"], "on 12 of 123"],
  ["of white space", "a   b", ["    "], "a b"],
  ["at the end of what is shown", `${"x".repeat(198)} abcdefgh`, ["abcdefgh"], `${"x".repeat(198)} …`],
] as const)
  test(`what must not be repeated is hidden in words: a text ${what}`, () => assert.equal(lineOf(words, veiled), line));

test("an answer that is no HTTP and echoes the request leaves no token in the error, however it is printed", async (t) => {
  const url = await raw(t, (socket, head) =>
    socket.end(`HTTP/1.1 200 OK\r\nX-Echo ${head.replaceAll("\r\n", " ")}\r\n\r\n`),
  );
  const http = openHttp(t, url);
  for (const look of [http.send(call), http.download({ path: "/user" }, memory())]) {
    const error = await errorOf(look);
    assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(token));
    assert.match(inspect(error), /HPE_|HTTPParserError/);
  }
});

for (const [status, code] of [
  [401, "unauthorized"],
  [404, "notFound"],
  [429, "throttled"],
  [502, "server"],
] as const)
  test(`a packed ${status} says no as any other`, async (t) => {
    const headers = { "content-type": "application/json", "content-encoding": "gzip", "retry-after": "30" };
    const { http } = await served(t, (_, response) =>
      response.writeHead(status, headers).end(gzipSync('{"message":"no"}')),
    );
    for (const look of [http.send(call), http.download({ path: "/user" }, memory())]) {
      const error = await errorOf(look);
      assert.deepEqual([error.code, error.status, error.message], [code, status, `GET /user: ${status}`]);
      assert.equal(error.retryAfterSeconds, 30);
    }
  });

test("a packed no in plain text is not shown as it came", async (t) => {
  const headers = { "content-type": "text/plain", "content-encoding": "gzip" };
  const { http } = await served(t, (_, response) => response.writeHead(403, headers).end(gzipSync("no")));
  for (const look of [http.send(call), http.download({ path: "/user" }, memory())])
    assert.equal((await errorOf(look)).message, "GET /user: 403");
});
