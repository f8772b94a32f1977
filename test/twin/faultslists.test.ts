import assert from "node:assert/strict";
import test from "node:test";
import type { Fault } from "../../infra/twin/faults/fault.ts";
import { twinWorld } from "./world.ts";

type LinkTo = Extract<Fault, { readonly kind: "link" }>["to"];

async function withJobs(t: test.TestContext) {
  const world = await twinWorld(t);
  world.pipeline(["a/1", "a/2", "a/3", "a/4", "a/5"]);
  const list = `/projects/${world.id}/jobs?per_page=2`;
  const ids = (json: readonly { id: number }[]) => json.map(({ id }) => id);
  return { ...world, list, ids, page: (path = list) => world.get(path) };
}

/** The address of the next page. */
function nextOf(headers: Headers): URL {
  const [, next = ""] = /<([^<>]*)>; rel="next"/.exec(headers.get("link") ?? "") ?? [];
  return new URL(next);
}

test("a list can come in another order, the same for the same seed", async (t) => {
  const { twin, page, ids, id } = await withJobs(t);
  const path = `/projects/${id}/jobs`;
  const right = ids((await page(path)).json);
  const seen: number[][] = [];
  for (const seed of [1, 1, 2]) {
    twin.faultNext({ kind: "shuffled", seed });
    seen.push(ids((await page(path)).json));
  }
  assert.deepEqual(seen[0], seen[1]);
  assert.notDeepEqual(seen[0], seen[2]);
  for (const order of seen) {
    assert.notDeepEqual(order, right);
    assert.deepEqual(order.toSorted(), right.toSorted());
  }
});

test("two things change places, and one thing alone stays", async (t) => {
  const { twin, page, ids, list } = await withJobs(t);
  const right = ids((await page()).json);
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    twin.faultNext({ kind: "shuffled", seed });
    assert.deepEqual(ids((await page()).json), right.toReversed());
  }
  twin.faultNext({ kind: "shuffled" });
  assert.equal((await page(list.replace("=2", "=1"))).json.length, 1);
});

test("an empty page can have a next one", async (t) => {
  const { twin, page, list } = await withJobs(t);
  twin.faultNext({ kind: "emptyPage", count: 2 });
  for (const path of [list, list.replace("=2", "=100")]) {
    const { status, json, headers } = await page(path);
    assert.deepEqual([status, json, headers.get("x-next-page")], [200, [], "2"]);
    assert.equal(nextOf(headers).searchParams.get("page"), "2");
  }
});

const places: readonly (readonly [LinkTo, (right: URL) => string])[] = [
  ["host", (right) => right.href.replace("127.0.0.1", "localhost")],
  ["list", (right) => right.href.replace(/\/projects\/\d+\/jobs/, "/projects")],
  ["scheme", (right) => right.href.replace("http:", "https:")],
];
for (const [to, wrong] of places)
  test(`a next link can lead to another ${to}, on a page with a next one and on the last`, async (t) => {
    const { twin, page, list } = await withJobs(t);
    const right = nextOf((await page()).headers);
    twin.faultNext({ kind: "link", to, count: 2 });
    const { json, headers } = await page();
    assert.deepEqual([json.length, nextOf(headers).href], [2, wrong(right)]);
    assert.match(headers.get("link") ?? "", /rel="first"/, "the other links are right");
    const last = await page(`${list}&page=3`);
    assert.equal(nextOf(last.headers).href, wrong(new URL(right.href.replace("&page=2", "&page=4"))));
  });

test("a keyset page's link is led astray as well", async (t) => {
  const { twin, page, list } = await withJobs(t);
  twin.faultNext({ kind: "link", to: "host" });
  const next = nextOf((await page(`${list}&pagination=keyset`)).headers);
  assert.deepEqual([next.hostname, next.searchParams.has("cursor")], ["localhost", true]);
});

test("a next page can be the very same page", async (t) => {
  const { twin, page, list, served } = await withJobs(t);
  twin.faultNext({ kind: "link", to: "same" });
  const { headers } = await page(`${list}&page=2`);
  assert.equal(nextOf(headers).href, `${served.url}/api/v4${list}&page=2`);
  assert.equal(headers.get("x-next-page"), "2");
});

test("a list can go on for ever, each page the first one under a new address", async (t) => {
  const { twin, page, ids, list, served } = await withJobs(t);
  const first = ids((await page()).json);
  twin.faultNext({ kind: "link", to: "endless", count: "all" });
  let path = list;
  const addresses = new Set<string>();
  for (let count = 0; count < 8; count++) {
    const { json, headers } = await page(path);
    assert.deepEqual(ids(json), first);
    path = nextOf(headers).href.replace(`${served.url}/api/v4`, "");
    addresses.add(path);
  }
  assert.equal(addresses.size, 8);
});

test("what is no list is not led astray", async (t) => {
  const { twin, get } = await withJobs(t);
  for (const kind of ["shuffled", "emptyPage"] as const) {
    twin.faultNext({ kind });
    const { json, headers } = await get("/user");
    assert.deepEqual([json.username, headers.get("link")], [twin.bot.username, null]);
  }
});
