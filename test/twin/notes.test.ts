import assert from "node:assert/strict";
import { test } from "node:test";
import { twinWorld } from "./world.ts";

test("comments are listed, shown and written where they stand", async (t) => {
  const { twin, id, get, post, pipeline } = await twinWorld(t);
  pipeline(["test/unit"], { mergeRequest: { iid: 4, sourceBranch: "fix" } });
  const first = twin.comment(id, { text: "one", by: "dev", on: { mergeRequest: 4 } });
  const place = `/projects/${id}/merge_requests/4`;
  const written = await post(`${place}/notes`, { body: { body: "two" } });
  assert.deepEqual([written.status, written.json.body, written.json.author.username], [201, "two", twin.bot.username]);
  const bodies = (await get(`${place}/notes?sort=asc`)).json.map(({ body }: { body: string }) => body);
  assert.deepEqual(bodies, ["one", "two"]);
  assert.equal((await get(`${place}/notes/${first.id}`)).json.type, null);
  assert.equal((await get(`${place}/notes/${first.id + 500}`)).status, 404);
  assert.equal((await get(`/projects/${id}/merge_requests/5/notes`)).status, 404);
  assert.equal((await post(`${place}/notes`)).status, 400);
});

test("an answer makes a thread of a comment, without changing its time, and is as internal as that", async (t) => {
  const { twin, id, time, get, post } = await twinWorld(t);
  const first = twin.comment(id, { text: "psst", by: "dev", on: { issue: 9 }, isInternal: true });
  const place = `/projects/${id}/issues/9`;
  time.advance(60);
  const answer = await post(`${place}/discussions/${first.discussionId}/notes`, { body: { body: "ok" } });
  assert.deepEqual([answer.status, answer.json.internal, answer.json.type], [201, true, "DiscussionNote"]);
  const shown = (await get(`${place}/notes/${first.id}`)).json;
  assert.deepEqual([shown.type, shown.updated_at], ["DiscussionNote", shown.created_at]);
  const [thread] = (await get(`${place}/discussions`)).json;
  assert.deepEqual([thread.individual_note, thread.notes.length], [false, 2]);
  assert.equal((await post(`${place}/discussions/nope/notes`, { body: { body: "ok" } })).status, 404);
});

test("internal comments are for members from reporter on, who alone may write them: others' become public", async (t) => {
  const { twin, id, get, post } = await twinWorld(t, { settings: { visibility: "public" } });
  const secret = twin.comment(id, { text: "psst", by: "dev", on: { issue: 9 }, isInternal: true });
  const place = `/projects/${id}/issues/9/notes`;
  for (const [who, status, internal] of [
    ["guest", 404, false],
    ["reporter", 200, true],
  ] as const) {
    const token = twin.addToken(who);
    assert.equal((await get(`${place}/${secret.id}`, { token })).status, status, who);
    const written = await post(place, { token, body: { body: "hm", internal: true } });
    assert.deepEqual([written.status, written.json.internal], [201, internal], who);
  }
});

test("a confidential issue is not there for guests", async (t) => {
  const { twin, id, get } = await twinWorld(t);
  twin.comment(id, { text: "psst", by: "dev", on: { issue: 9 }, isConfidential: true });
  assert.equal((await get(`/projects/${id}/issues/9`)).json.confidential, true);
  const token = twin.addToken("guest");
  for (const path of ["", "/notes"])
    assert.equal((await get(`/projects/${id}/issues/9${path}`, { token })).status, 404);
});

test("quick actions are done and taken out; people and things outside of code are named", async (t) => {
  const { twin, id, post } = await twinWorld(t);
  twin.comment(id, { text: "hm", by: "dev", on: { issue: 9 } });
  const place = `/projects/${id}/issues/9/notes`;
  const only = await post(place, { body: { body: "/close" } });
  assert.equal(only.status, 202);
  const both = await post(place, { body: { body: "Thanks @dev, see !7\n/label ~bug\n`@all #1`\n```\n/close\n```" } });
  assert.equal(both.json.body, "Thanks @dev, see !7\n`@all #1`\n```\n/close\n```");
  assert.deepEqual(
    twin.world.noteEffects.map(({ kind, text }) => `${kind} ${text}`),
    ["quickAction /close", "quickAction /label ~bug", "mention @dev", "reference !7"],
  );
});

test("a person writes so many comments a minute", async (t) => {
  const { twin, id, post, time } = await twinWorld(t, {}, { settings: { limits: { notesPerMinute: 2 } } });
  twin.comment(id, { text: "hm", by: "dev", on: { issue: 9 } });
  const write = () => post(`/projects/${id}/issues/9/notes`, { body: { body: "hm" } });
  assert.deepEqual([(await write()).status, (await write()).status, (await write()).status], [201, 201, 429]);
  time.advance(60);
  assert.equal((await write()).status, 201);
});

test("a comment is deleted by who wrote it, and by maintainers", async (t) => {
  const { twin, id, del, get } = await twinWorld(t);
  const note = twin.comment(id, { text: "hm", by: "dev", on: { issue: 9 } });
  twin.comment(id, { text: "hm too", by: "dev", on: { issue: 9 } });
  const path = `/projects/${id}/issues/9/notes/${note.id}`;
  assert.equal((await del(path, { token: twin.addToken("reporter") })).status, 403);
  assert.equal((await del(path, { token: twin.addToken("dev") })).status, 204);
  assert.equal((await get(path)).status, 404);
});

test("a merge request shows its newest pipeline, a fork's where it is from one", async (t) => {
  const { twin, id, get, pipeline } = await twinWorld(t);
  const fork = twin.addProject({ path: "eve/api", members: { eve: "owner" } });
  pipeline(["test/unit"], { mergeRequest: { iid: 4, sourceBranch: "fix" } });
  const newest = pipeline(["test/unit"], { mergeRequest: { iid: 4, sourceBranch: "fix" } });
  const shown = (await get(`/projects/${id}/merge_requests/4`)).json;
  assert.deepEqual([shown.head_pipeline.id, shown.head_pipeline.project_id], [newest.id, id]);
  pipeline(["test/unit"], { mergeRequest: { iid: 5, sourceBranch: "evil", sourceProjectId: fork.id } });
  const there = twin.addPipeline(fork.id, { ref: "evil", jobs: [{ name: "unit" }] });
  const forked = (await get(`/projects/${id}/merge_requests/5`)).json;
  assert.deepEqual([forked.head_pipeline.id, forked.head_pipeline.project_id], [there.id, fork.id]);
});

test("older GitLabs know no internal comments, no threads and no head pipelines", async (t) => {
  const { twin, id, post, get, pipeline } = await twinWorld(t, {}, { vintage: 2016 });
  pipeline(["test/unit"], { mergeRequest: { iid: 4, sourceBranch: "fix" } });
  twin.comment(id, { text: "hm", by: "dev", on: { issue: 9 } });
  const token = twin.bot.token;
  const written = await post(`/projects/${id}/issues/9/notes?private_token=${token}`, {
    body: { body: "a", internal: true },
  });
  assert.deepEqual([written.status, "internal" in written.json], [201, false]);
  assert.equal((await get(`/projects/${id}/issues/9/discussions?private_token=${token}`)).status, 404);
  assert.equal("head_pipeline" in (await get(`/projects/${id}/merge_requests/4?private_token=${token}`)).json, false);
});
