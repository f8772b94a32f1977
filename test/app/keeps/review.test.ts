import assert from "node:assert/strict";
import { test } from "node:test";
import { keepsOf } from "../../../lib/app/keeps/list.ts";
import { planReview } from "../../../lib/app/keeps/planReview.ts";
import { GitLabError } from "../../../lib/core/errors.ts";
import { keepText, keptKey, type NotedKeep } from "../../../lib/core/keep.ts";
import { oneRule, site, start } from "../site.ts";

const rules = oneRule("on: job, when: { status: success }, do: keep");
const kept: NotedKeep = { ref: "v1", tag: true, pipelineId: 5, why: "r", rules: ["r@1"], since: start, state: "kept" };

/** A project that keeps one job for each of some refs, of which GitLab shows what `there` says. */
async function reviewing(keeps: readonly Partial<NotedKeep>[]) {
  const s = await site({ jobs: [], rules });
  const place = (at: number) => keptKey({ source: "gitlab", project: 42, on: `job:${1000 + at}` });
  for (const [at, keep] of keeps.entries()) await s.store.putNote(place(at), keepText({ ...kept, ...keep }), undefined);
  s.gitlab.reads.tag = async () => ({ isProtected: false, hasRelease: false });
  let reviews = 0;
  return {
    ...s,
    async review(): Promise<string[]> {
      const project = { id: 42, path: "shop/api" };
      await planReview(s.worker, { source: "gitlab", project, cause: `day ${++reviews}` }, s.now());
      await s.work();
      return (await keepsOf(s.store, "gitlab", 42)).map(({ state, proposal }) => proposal?.reason ?? state);
    },
  };
}

test("what is kept for a branch that is gone becomes a proposal; what has no tag or branch never does", async () => {
  const refs = [{ ref: "old", tag: false }, { ref: "refs/merge-requests/7/head", tag: false }, {}];
  const s = await reviewing(refs);
  s.gitlab.reads.branchIsProtected = async () => undefined;
  assert.deepEqual(await s.review(), ["the branch old is gone", "kept", "kept"]);
});

test("a project that the token cannot see keeps everything as it is", async () => {
  const s = await reviewing([{}]);
  s.gitlab.reads.tag = async () => undefined;
  s.gitlab.reads.project = async () => undefined;
  assert.deepEqual(await s.review(), ["kept"]);
  s.gitlab.reads.project = async () => ({ id: 42, path: "shop/api" });
  assert.deepEqual(await s.review(), ["the tag v1 is gone"]);
});

test("a tag that may not be looked at is not gone", async () => {
  const s = await reviewing([{}, { release: "v1" }]);
  s.gitlab.reads.tag = async () => {
    throw new GitLabError("forbidden", "403", { advice: "none" });
  };
  assert.deepEqual(await s.review(), ["kept", "kept"]);
});

test("a GitLab that does not tell of releases makes no proposal of what one kept", async () => {
  const s = await reviewing([{ release: "v1" }]);
  s.gitlab.reads.tag = async () => ({ isProtected: false });
  assert.deepEqual(await s.review(), ["kept"]);
});

test("a project with many tags is reviewed to its end, step by step", async () => {
  const tags = Array.from({ length: 37 }, (_, at) => ({ ref: `v${at}` }));
  const s = await reviewing(tags);
  let asked = 0;
  s.gitlab.reads.tag = async () => {
    asked++;
    return undefined;
  };
  assert.equal((await s.review()).filter((reason) => / is gone$/.test(reason)).length, 37);
  assert.equal(asked, 37);
});

test("a release whose hook was lost keeps the pipeline of what is kept for its tag", async () => {
  const s = await reviewing([{}]);
  s.gitlab.reads.tag = async () => ({ isProtected: false, hasRelease: true });
  s.gitlab.reads.pipeline = async (_, id) => ({ id, ref: "v1", tag: true });
  await s.review();
  const keeps = await keepsOf(s.store, "gitlab", 42);
  assert.deepEqual(
    keeps.map(({ on, release }) => [on, release]),
    [
      ["job:1000", undefined],
      ["pipeline:5", "v1"],
    ],
  );
});

test("somebody who lets a keep go while it is reviewed has the last word", async () => {
  const s = await reviewing([{}]);
  s.gitlab.reads.tag = async () => {
    const key = keptKey({ source: "gitlab", project: 42, on: "job:1000" });
    await s.store.commit([{ drop: key, seen: (await s.store.note(key)) ?? "" }]);
    return undefined;
  };
  assert.deepEqual(await s.review(), []);
});
