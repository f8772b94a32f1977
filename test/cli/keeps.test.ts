import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { keepText, keptKey, keptProjectKey, type NotedKeep } from "../../lib/core/keep.ts";
import { apiHouse, now } from "./apiHouse.ts";

const build: NotedKeep = {
  path: "shop/api",
  name: "build\u001b[2J",
  ref: "v1.2",
  tag: true,
  pipelineId: 501,
  why: "Releases stay",
  rules: ["keep-releases@3"],
  since: now,
  sizeBytes: 3 * 2 ** 20,
  state: "kept",
};
const released: NotedKeep = {
  path: "shop/api",
  ref: "v1.1",
  tag: true,
  release: "v1.1",
  pipelineId: 400,
  why: "the release v1.1",
  rules: [],
  since: now,
  state: "proposed",
  proposal: { reason: "the tag v1.1 is gone", since: now },
};

async function ledger(t: TestContext) {
  const house = await apiHouse(t);
  await house.store.putNote(keptProjectKey("gitlab", 42), "shop/api", undefined);
  const enter = (on: string, keep: NotedKeep) =>
    house.store.putNote(keptKey({ source: "gitlab", project: 42, on }), keepText(keep), undefined);
  await enter("job:1001", build);
  await enter("pipeline:400", released);
  return house;
}

test("keeps list shows what is kept, why, by which rule, since when and its size, and steers no terminal", async (t) => {
  const { code, text } = await (await ledger(t)).here("keeps", "list");
  assert.equal(code, 0);
  assert.match(text, /^what +project +job +ref +size +since +rules +why\n/);
  assert.match(
    text,
    /\njob:1001 +shop\/api \(42\) +build\uFFFD\[2J +v1\.2 +3 MB +2026-11-20T09:00:00Z +keep-releases@3 +Releases stay\n/,
  );
  assert.match(text, /\npipeline:400 .* release v1\.1 .*the release v1\.1 \(proposal: the tag v1\.1 is gone\)\n/);
  assert.match(text, /\n2 keeps, 1 proposal, 3 MB when they were kept$/);
});

test("keeps list --json is one document with all that is known", async (t) => {
  const { out } = await (await ledger(t)).here("keeps", "list", "--project", "42", "--json");
  assert.deepEqual(JSON.parse(out), {
    keeps: [
      { project: 42, on: "job:1001", ...build },
      { project: 42, on: "pipeline:400", ...released },
    ],
  });
});

test("keeps proposals shows only what lost its tag, and how to let it go", async (t) => {
  const house = await ledger(t);
  const { text } = await house.here("keeps", "proposals");
  assert.match(
    text,
    /\npipeline:400 +shop\/api \(42\) +release v1\.1 +2026-11-20T09:00:00Z +the tag v1\.1 is gone +the release/,
  );
  assert.doesNotMatch(text, /job:1001/);
  assert.match(text, /penstock keeps let-go WHAT --project NUMBER --reason "…"/);
  await house.here("keeps", "let-go", "pipeline:400", "--project", "42", "--reason", "withdrawn");
  assert.match((await house.here("keeps", "proposals")).text, /^no proposals/);
});

test("keeps let-go says what it cannot do in GitLab, and how to free the artifacts", async (t) => {
  const house = await ledger(t);
  const { code, text } = await house.here("keeps", "let-go", "job:1001", "--project", "42", "--reason", "withdrawn");
  assert.equal(code, 0);
  assert.match(text, /^let go: job:1001 "build\uFFFD\[2J" of v1\.2 in shop\/api \(42\), 3 MB\n/);
  assert.match(text, /no way to give artifacts an expiry date again, and rules spare what has none/);
  assert.match(text, /penstock jobs delete-artifacts --project 42 1001$/);
  const again = await house.here("keeps", "let-go", "job:1001", "--project", "42", "--reason", "withdrawn");
  assert.deepEqual([again.code, /there is no such keep/.test(again.text)], [1, true]);
});

test("where nothing is kept, keeps list says so", async (t) => {
  assert.match((await (await apiHouse(t)).here("keeps", "list")).text, /^nothing is kept/);
});
