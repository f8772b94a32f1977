import assert from "node:assert/strict";
import type { Reply } from "./face.ts";
import { contract, names, refusalOf, type Scene } from "./scene.ts";
import { wrong } from "./words.ts";

const five = ["a", "b", "c", "d", "e"];

/** Links of a reply by their relation, as paths below the root of the API. */
function links({ headers }: Reply): Record<string, string> {
  const found = [...(headers.link ?? "").matchAll(/<https?:\/\/[^/]+\/api\/v4([^>]+)>; rel="(\w+)"/g)];
  return Object.fromEntries(found.map(([, path = "", rel = ""]) => [rel, path]));
}

function numbers({ headers }: Reply): Record<string, string | undefined> {
  const all = ["x-page", "x-per-page", "x-next-page", "x-prev-page", "x-total", "x-total-pages"];
  return Object.fromEntries(all.map((name) => [name.slice(2), headers[name]]));
}

const uncounted = { total: undefined, "total-pages": undefined };

contract("5 offset on /jobs: x-next-page, EMPTY on the last page; no x-total, no last link", async (scene) => {
  const { get, path, pipeline } = scene;
  pipeline(five);
  const first = await get(`${path}/jobs?per_page=2`);
  assert.deepEqual(names(first), ["e", "d"]);
  assert.deepEqual(numbers(first), { page: "1", "per-page": "2", "next-page": "2", "prev-page": "", ...uncounted });
  assert.deepEqual(Object.keys(links(first)), ["next", "first"]);
  const second = await get(links(first).next ?? "");
  assert.deepEqual(names(second), ["c", "b"]);
  assert.deepEqual(numbers(second), { page: "2", "per-page": "2", "next-page": "3", "prev-page": "1", ...uncounted });
  assert.deepEqual(Object.keys(links(second)), ["prev", "next", "first"]);
  const last = await get(links(second).next ?? "");
  assert.deepEqual(names(last), ["a"]);
  assert.deepEqual(numbers(last), { page: "3", "per-page": "2", "next-page": "", "prev-page": "2", ...uncounted });
  assert.deepEqual(Object.keys(links(last)), ["prev", "first"]);
  const beyond = await get(`${path}/jobs?per_page=2&page=9`);
  assert.deepEqual([beyond.json, beyond.headers["x-next-page"]], [[], ""]);
});

contract(
  "5 offset on pipeline jobs, bridges and pipelines: with x-total, x-total-pages and a last link",
  async (scene) => {
    const { get, path, pipeline } = scene;
    const { id } = pipeline(five);
    const reply = await get(`${path}/pipelines/${id}/jobs?per_page=2&scope[]=pending`);
    assert.deepEqual(numbers(reply), {
      page: "1",
      "per-page": "2",
      "next-page": "2",
      "prev-page": "",
      total: "5",
      "total-pages": "3",
    });
    assert.deepEqual(Object.keys(links(reply)), ["next", "first", "last"]);
    assert.deepEqual(names(await get(links(reply).last ?? "")), ["a"], "the query goes with the link");
    const none = await get(`${path}/pipelines/${id}/bridges`);
    assert.deepEqual([none.headers["x-total"], none.headers["x-total-pages"]], ["0", "1"]);
    assert.equal((await get(`${path}/pipelines`)).headers["x-total"], "1");
  },
);

contract("5 x-total is absent when there are > 10,000 rows", async ({ get, path, project }) => {
  const { size } = project.resourceGroups;
  const group = (id: number) => ({ id, key: `k${id}`, createdAt: 0, processMode: "unordered" as const });
  for (let id = size; id < 10_000; id++) project.resourceGroups.set(`k${id}`, group(id));
  const counted = await get(`${path}/resource_groups?per_page=1`);
  assert.deepEqual([counted.headers["x-total"], Object.keys(links(counted))], ["10000", ["next", "first", "last"]]);
  project.resourceGroups.set("more", group(10_000));
  const more = await get(`${path}/resource_groups?per_page=1`);
  assert.deepEqual([more.headers["x-total"], more.headers["x-total-pages"]], [undefined, undefined]);
  assert.deepEqual([more.headers["x-next-page"], Object.keys(links(more))], ["2", ["next", "first"]]);
});

contract("5 page/per_page: 20 by default, max 100, 0 and nonsense are refused", async ({ get, path, pipeline }) => {
  const { id } = pipeline(Array.from({ length: 101 }, (_, index) => `job ${index}`));
  for (const list of [`${path}/jobs`, `${path}/pipelines/${id}/jobs`]) {
    const shown = async (query: string) => {
      const { json, headers } = await get(`${list}?${query}`);
      return [json.length, headers["x-per-page"]];
    };
    assert.deepEqual(await shown(""), [20, "20"]);
    assert.deepEqual(await shown("per_page=100"), [100, "100"]);
    assert.deepEqual(await shown("per_page=101"), [100, "100"]);
    assert.deepEqual(refusalOf(await get(`${list}?per_page=0`)), wrong("per_page has a value not allowed"));
    assert.deepEqual(refusalOf(await get(`${list}?per_page=x`)), wrong("per_page is invalid"));
    assert.deepEqual(refusalOf(await get(`${list}?page=x`)), wrong("page is invalid"));
  }
});

const keyset = "pagination=keyset&order_by=id&sort=desc";

contract(
  "5 keyset on /jobs: only a next link with a cursor, none on the last page",
  async ({ get, path, pipeline }) => {
    pipeline(five);
    const first = await get(`${path}/jobs?${keyset}&per_page=2&scope[]=pending`);
    assert.deepEqual(names(first), ["e", "d"]);
    assert.deepEqual(new Set(Object.values(numbers(first))), new Set([undefined]));
    assert.deepEqual(Object.keys(links(first)), ["next"]);
    assert.match(links(first).next ?? "", /cursor=/);
    const second = await get(links(first).next ?? "");
    assert.deepEqual(names(second), ["c", "b"]);
    const last = await get(links(second).next ?? "");
    assert.deepEqual([names(last), last.headers.link], [["a"], undefined]);
  },
);

contract("5 keyset: order id desc is the default, every other one is 405", async ({ get, path, pipeline }) => {
  pipeline(five);
  assert.deepEqual(names(await get(`${path}/jobs?pagination=keyset&per_page=1`)), ["e"]);
  const error = "Keyset pagination is not yet available for this type of request";
  for (const order of ["order_by=id&sort=asc", "sort=asc", "order_by=created_at", "order_by=name&sort=desc"])
    assert.deepEqual(refusalOf(await get(`${path}/jobs?pagination=keyset&${order}`)), [405, { error }], order);
});

async function namesAfterNews(scene: Scene, query: string): Promise<string[]> {
  const { get, path, pipeline } = scene;
  pipeline(five);
  const first = await get(`${path}/jobs?${query}&per_page=2`);
  pipeline(["new"]);
  return [...names(first), ...names(await get(links(first).next ?? ""))];
}

contract("5 keyset pages miss and repeat nothing when jobs come meanwhile", async (scene) => {
  assert.deepEqual(await namesAfterNews(scene, keyset), ["e", "d", "c", "b"]);
});

contract("5 offset pages repeat a job when one comes meanwhile", async (scene) => {
  assert.deepEqual(await namesAfterNews(scene, "page=1"), ["e", "d", "d", "c"]);
});

contract("5 pipeline jobs and bridges: offset only", async ({ get, path, pipeline }) => {
  const { id } = pipeline(five);
  for (const list of ["jobs", "bridges"]) {
    const reply = await get(`${path}/pipelines/${id}/${list}?${keyset}`);
    assert.deepEqual([reply.status, reply.headers["x-page"]], [200, "1"], list);
  }
});

contract(
  "5 max offset 50,000: 405 beyond, whatever is there; keyset goes on",
  async ({ get, path, pipeline }) => {
    const { id } = pipeline(five);
    const error =
      "Offset pagination has a maximum allowed offset of 50000 for requests that return objects of type Ci::Build. " +
      "Remaining records can be retrieved using keyset pagination.";
    for (const query of ["page=500&per_page=100", "page=2500"])
      assert.equal((await get(`${path}/jobs?${query}`)).status, 200, query);
    for (const query of ["page=501&per_page=100", "page=2501", "page=51&per_page=1000"])
      assert.deepEqual(refusalOf(await get(`${path}/jobs?${query}`)), [405, { error }], query);
    assert.equal((await get(`${path}/jobs?${keyset}&page=501&per_page=100`)).status, 200);
    assert.equal((await get(`${path}/pipelines/${id}/jobs?page=501&per_page=100`)).status, 200);
  },
  { twin: { settings: { mostJobOffset: 50_000 } } },
);

contract("5 scope[] several times goes into the links", async ({ get, path, pipeline, twin }) => {
  const { id } = pipeline(five);
  for (const name of ["a", "b"]) twin.succeed(twin.jobNamed(id, name).id);
  const first = await get(`${path}/jobs?scope[]=success&scope[]=pending&per_page=4`);
  assert.deepEqual(names(await get(links(first).next ?? "")), ["a"]);
  const pending = await get(`${path}/jobs?scope%5B%5D=pending&per_page=2`);
  assert.deepEqual(names(await get(links(pending).next ?? "")), ["c"]);
});
