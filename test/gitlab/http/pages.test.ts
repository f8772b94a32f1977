import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { askPage } from "../../../lib/gitlab/http/ask.ts";
import { pagePath } from "../../../lib/gitlab/http/pages.ts";
import { errorOf } from "../asked.ts";
import { served } from "../openhttp.ts";
import { json, token } from "../server.ts";

const list = "/projects/7/jobs";

/** One page of a list whose headers are these. */
async function page(t: TestContext, headers: Record<string, string>, below = "") {
  const { http } = await served(t, (_, response) => json(response, 200, [{ id: 1 }], headers), { below });
  return askPage(http, `${list}?per_page=100`, (value) => value);
}

for (const name of [
  "job_token",
  "job%5Ftoken",
  "%70rivate_token",
  "ACCESS%5fTOKEN",
  "job_token[]",
  "job%5Ftoken%5B%5D",
])
  test(`a token in GitLab's link is not in a page's cursor, however its parameter is written: ${name}`, async (t) => {
    const link = `</api/v4${list}?a=b&${name}=${token}&cursor=c%3D>; rel="next"`;
    assert.equal((await page(t, { link })).next, `${list}?a=b&cursor=c%3D`);
  });

for (const [what, link] of [
  ["another host", "https://gitlab.example.com/api/v4/projects/7/jobs?cursor=abc%3D&per_page=100"],
  [
    "another host and a path of its own",
    "https://example.com/gitlab/api/v4/projects/7/jobs?cursor=abc%3D&per_page=100",
  ],
  ["another port", "http://127.0.0.1:1/api/v4/projects/7/jobs?cursor=abc%3D&per_page=100"],
] as const)
  test(`a list goes on at our own address though GitLab writes ${what} into its links`, async (t) => {
    const headers = { link: `<${link}>; rel="next"` };
    assert.equal((await page(t, headers)).next, `${list}?cursor=abc%3D&per_page=100`);
    assert.equal((await page(t, headers, "/inside")).next, `${list}?cursor=abc%3D&per_page=100`);
  });

for (const link of [
  "https://evil.example/api/v4/projects/8/jobs?cursor=a",
  "https://evil.example/api/v4/projects/7/jobs/../../8/jobs?cursor=a",
  "https://evil.example/projects/7/jobs?cursor=a",
  "http://[",
])
  test(`a link to another list is odd, on any host: ${link}`, async (t) => {
    assert.equal((await errorOf(page(t, { link: `<${link}>; rel="next"` }))).code, "oddAnswer");
  });

for (const cursor of [
  "",
  "/projects/8/jobs?cursor=a",
  "/user?a",
  `${list}?cursor=a b`,
  `${list}?cursor=a\r\nX: y`,
  `${list}?cursor=ü`,
  `${list}?cursor=a#b`,
])
  test(`a cursor that cannot be one is refused before anything is asked: ${JSON.stringify(cursor)}`, async () => {
    const error = await errorOf((async () => pagePath(`${list}?per_page=100`, cursor))());
    assert.equal(error.code, "badRequest");
    assert.match(error.advice, /cursor/);
    assert.ok(!error.message.includes("\n"));
  });

const large = { text: "x".repeat(110_000) };

for (const [first, smaller, next] of [
  [`${list}?per_page=100`, [`${list}?per_page=20&page=1`], `${list}?per_page=20&page=2`],
  [`${list}?per_page=100&page=3`, [`${list}?per_page=20&page=11`], `${list}?per_page=20&page=12`],
  [
    `${list}?pagination=keyset&cursor=a%3D&per_page=100&scope%5B%5D=failed`,
    [`${list}?pagination=keyset&cursor=a%3D&per_page=20&scope%5B%5D=failed`],
    undefined,
  ],
  [
    `${list}?pagination=keyset&per_page=50&page=2`,
    [`${list}?pagination=keyset&per_page=10&page=6`],
    `${list}?pagination=keyset&per_page=10&page=7`,
  ],
  [`${list}?per_page=98`, [`${list}?per_page=1&page=1`], `${list}?per_page=1&page=2`],
] as const)
  test(`a page that is too large comes as a smaller one that begins where it began: ${first}`, async (t) => {
    const { http, seen } = await served(t, (request, response) => {
      const query = new URL(request.url ?? "", "http://x").searchParams;
      const next = Number(query.get("page") ?? 1) + 1;
      const items = Array.from({ length: Number(query.get("per_page")) }, () => large);
      json(response, 200, items, query.has("cursor") ? {} : { "x-next-page": `${next}` });
    });
    const came = await askPage(http, first, (value) => value);
    assert.equal(came.next, next);
    assert.deepEqual(
      seen.map(({ line }) => line.replace("GET /api/v4", "")),
      [first, ...smaller],
    );
  });

test("one thing that is too large is told, with what helps", async (t) => {
  const { http, seen } = await served(t, (_, response) => json(response, 200, [{ text: "x".repeat(6 * 1024 * 1024) }]));
  const error = await errorOf(askPage(http, `${list}?per_page=100`, (value) => value));
  assert.match(error.message, /larger than 5 MiB/);
  assert.match(error.advice, /less at a time/);
  assert.equal(seen.length, 3);
});
