import assert from "node:assert/strict";
import { test } from "node:test";
import type { GitLabErrorCode } from "../../../lib/core/errors.ts";
import type { DownloadOptions, Sink } from "../../../lib/gitlab/http/sink.ts";
import { errorOf } from "../asked.ts";
import { memory } from "../memory.ts";
import { served } from "../openhttp.ts";

const call = { path: "/projects/7/jobs/1001/artifacts" };

const parts: readonly [string, DownloadOptions["range"], string, Record<string, string>, object | GitLabErrorCode][] = [
  [
    "a middle",
    { first: 2, last: 3 },
    "cd",
    { "content-range": "bytes 2-3/6" },
    { bytes: 2, ofBytes: 6, partial: true },
  ],
  ["a rest", { first: 4 }, "ef", { "content-range": "bytes 4-5/6" }, { bytes: 2, ofBytes: 6, partial: true }],
  ["an end", { lastBytes: 2 }, "ef", { "content-range": "bytes 4-5/6" }, { bytes: 2, ofBytes: 6, partial: true }],
  [
    "less, since there is no more",
    { first: 4, last: 9 },
    "ef",
    { "content-range": "bytes 4-5/6" },
    { bytes: 2, ofBytes: 6, partial: true },
  ],
  [
    "a part of a whole of unknown length",
    { first: 4, last: 5 },
    "ef",
    { "content-range": "bytes 4-5/*" },
    { bytes: 2, partial: true },
  ],
  [
    "an end of a whole of unknown length",
    { lastBytes: 3 },
    "ef",
    { "content-range": "bytes 4-5/*" },
    { bytes: 2, partial: true },
  ],
  ["another beginning", { first: 2, last: 3 }, "ab", { "content-range": "bytes 0-1/6" }, "oddAnswer"],
  ["more than was asked for", { first: 2, last: 3 }, "cde", { "content-range": "bytes 2-4/6" }, "oddAnswer"],
  ["another end", { lastBytes: 2 }, "cd", { "content-range": "bytes 2-3/6" }, "oddAnswer"],
  [
    "all, since there is no more",
    { lastBytes: 9 },
    "abcdef",
    { "content-range": "bytes 0-5/6" },
    { bytes: 6, ofBytes: 6, partial: true },
  ],
  ["less than was asked for", { first: 2, last: 4 }, "cd", { "content-range": "bytes 2-3/6" }, "oddAnswer"],
  ["less than the rest", { first: 2 }, "cd", { "content-range": "bytes 2-3/6" }, "oddAnswer"],
  ["less than the end", { lastBytes: 3 }, "ef", { "content-range": "bytes 4-5/6" }, "oddAnswer"],
  ["a part that does not tell which", { first: 2 }, "cd", {}, "oddAnswer"],
  ["a part that nobody asked for", undefined, "cd", { "content-range": "bytes 2-3/6" }, "oddAnswer"],
  [
    "a part of another length than it says",
    { first: 2 },
    "c",
    { "content-range": "bytes 2-5/6", "content-length": "1" },
    "oddAnswer",
  ],
  [
    "a part that ends before it should",
    { first: 2 },
    "cd",
    { "content-range": "bytes 2-5/6", "transfer-encoding": "chunked" },
    "unreachable",
  ],
];
for (const [what, range, body, headers, expected] of parts)
  test(`a part is asked for and told to be one: ${what}`, async (t) => {
    const { http, seen } = await served(t, (_, response) => response.writeHead(206, headers).end(body));
    const sink = memory();
    const look = http.download(call, sink, { ...(range && { range }) });
    if (typeof expected === "string") return assert.equal((await errorOf(look)).code, expected);
    assert.deepEqual(await look, expected);
    assert.equal(sink.text(), body);
    const asked = range && "first" in range ? `bytes=${range.first}-${range.last ?? ""}` : `bytes=-${range?.lastBytes}`;
    assert.equal(seen[0]?.headers.range, asked);
  });

test("a server that cannot serve parts sends the whole, which is told", async (t) => {
  const { http } = await served(t, (_, response) => response.writeHead(200, { "content-length": "6" }).end("abcdef"));
  const range = { first: 2, last: 3 };
  const sink = memory();
  assert.deepEqual(await http.download(call, sink, { range }), { bytes: 6, ofBytes: 6, partial: false });
  const cut = memory();
  const window = { first: 2, bytes: 2 };
  assert.deepEqual(await http.download(call, cut, { range, window }), { bytes: 2, ofBytes: 6, partial: false });
  assert.deepEqual([sink.text(), cut.text()], ["abcdef", "cd"]);
});

test("a window of nothing waits for nothing", async (t) => {
  const { http } = await served(
    t,
    (_, response) => void response.writeHead(200, { "content-length": "9" }).write("abc"),
  );
  const look = http.download(call, memory(), { window: { first: 5, bytes: 0 }, idleSeconds: 0.3 });
  assert.deepEqual(await look, { bytes: 0, ofBytes: 9, partial: false });
});

for (const [what, window, text] of [
  ["nothing", { first: 0, bytes: 0 }, ""],
  ["what is behind the end", { first: 9, bytes: 2 }, ""],
  ["what is partly behind the end", { first: 4, bytes: 9 }, "ef"],
  ["all", { first: 0, bytes: 6 }, "abcdef"],
] as const)
  test(`a window holds ${what}`, async (t) => {
    const { http } = await served(t, (_, response) => {
      for (const letter of "abcdef") response.write(letter);
      response.end();
    });
    const sink = memory();
    const wary: Sink = {
      async write(piece) {
        assert.ok(piece.length > 0);
        await sink.write(piece);
      },
    };
    assert.deepEqual(await http.download(call, wary, { window }), { bytes: text.length, partial: false });
    assert.equal(sink.text(), text);
  });
