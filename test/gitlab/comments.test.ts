import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { type TestContext, test } from "node:test";
import type { CommentPlace } from "../../lib/core/talk.ts";
import { createComments } from "../../lib/gitlab/comments.ts";
import { json, now, serve, token } from "./server.ts";

const place: CommentPlace = {
  provider: "gitlab",
  team: "gitlab",
  project: 7,
  on: "mergeRequest",
  iid: 4,
  note: 301,
  discussion: "cab1e",
  isConfidential: false,
};
const issue: CommentPlace = { ...place, on: "issue", isConfidential: true };

function note(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 301,
    type: null,
    body: "/penstock help",
    author: { id: 3, username: "ada", state: "active" },
    created_at: "2026-11-20T09:00:00.000Z",
    updated_at: "2026-11-20T09:00:00.000Z",
    system: false,
    noteable_type: "MergeRequest",
    internal: false,
    confidential: false,
    ...changes,
  };
}

type Answers = Readonly<Record<string, readonly [status: number, value: unknown]>>;

/** A GitLab that answers so, by method and path; what it does not know is not there. */
async function opened(t: TestContext, answers: Answers | RequestListener) {
  const { url, seen } = await serve(t, (request, response) => {
    if (typeof answers === "function") return answers(request, response);
    const line = `${request.method} ${request.url?.replace("/api/v4", "")}`;
    const [status, value] = answers[line] ?? [404, { message: "404 Not found" }];
    json(response, status, value);
  });
  const comments = createComments({ baseUrl: url, token, clock: () => now });
  t.after(() => comments.close());
  return { comments, seen, posted: () => seen.filter(({ line }) => !line.startsWith("GET")) };
}

const notes = "/projects/7/merge_requests/4/notes";
const issueNotes = "/projects/7/issues/4/notes";
const written = [201, note({ id: 302 })] as const;

test("a comment is seen as it is now", async (t) => {
  const { comments } = await opened(t, {
    [`GET ${notes}/301`]: [200, note({ updated_at: "2026-11-20T09:00:01.000Z" })],
  });
  assert.deepEqual(await comments.seen(place), {
    authorId: 3,
    authorName: "ada",
    text: "/penstock help",
    isSystem: false,
    isConfidential: false,
    createdAt: Date.UTC(2026, 10, 20, 9),
    updatedAt: Date.UTC(2026, 10, 20, 9, 0, 1),
  });
  assert.equal(await comments.seen({ ...place, note: 9 }), undefined);
});

test("a comment is confidential where it is internal, under either name, or where its issue is", async (t) => {
  for (const [changes, isIssueConfidential, expected] of [
    [{ internal: true }, false, true],
    [{ internal: undefined, confidential: true }, false, true],
    [{ internal: undefined, confidential: undefined }, true, true],
    [{}, true, true],
    [{}, false, false],
  ] as const) {
    const { comments } = await opened(t, {
      [`GET ${issueNotes}/301`]: [200, note(changes)],
      "GET /projects/7/issues/4": [200, { iid: 4, confidential: isIssueConfidential }],
    });
    assert.equal((await comments.seen(issue))?.isConfidential, expected, JSON.stringify(changes));
  }
});

test("who writes our comments is asked once", async (t) => {
  const { comments, seen } = await opened(t, { "GET /user": [200, { id: 40, username: "penstock" }] });
  assert.deepEqual([await comments.me(), await comments.me(), seen.length], [40, 40, 1]);
});

test("an answer is one comment beside the one that asked, or in its thread", async (t) => {
  for (const [type, path] of [
    [null, notes],
    ["DiscussionNote", "/projects/7/merge_requests/4/discussions/cab1e/notes"],
    ["DiffNote", "/projects/7/merge_requests/4/discussions/cab1e/notes"],
  ] as const) {
    const { comments, posted } = await opened(t, {
      [`GET ${notes}/301`]: [200, note({ type })],
      [`POST ${path}`]: written,
    });
    assert.deepEqual(await comments.write(place, "Done."), { kind: "sent", ref: "302" });
    assert.deepEqual(
      posted().map(({ line, body }) => [line, JSON.parse(body)]),
      [[`POST /api/v4${path}`, { body: "Done." }]],
    );
  }
});

test("the answer to an internal comment is sent as internal, whatever the hook told", async (t) => {
  const { comments, posted } = await opened(t, {
    [`GET ${notes}/301`]: [200, note({ internal: true })],
    [`POST ${notes}`]: [201, note({ id: 302, internal: true })],
  });
  assert.equal((await comments.write(place, "Psst.")).kind, "sent");
  assert.deepEqual(JSON.parse(posted()[0]?.body ?? ""), { body: "Psst.", internal: true, confidential: true });
});

test("an answer that GitLab makes public all the same is deleted at once, and that is told", async (t) => {
  const public_ = { [`GET ${notes}/301`]: [200, note({ internal: true })], [`POST ${notes}`]: written } as const;
  const { comments, posted } = await opened(t, { ...public_, [`DELETE ${notes}/302`]: [204, undefined] });
  const sent = await comments.write(place, "Psst.");
  assert.equal(sent.kind, "refused");
  assert.match("why" in sent ? sent.why : "", /Reporter.*it was deleted/);
  assert.equal(posted().at(-1)?.line, `DELETE /api/v4${notes}/302`);
  const kept = await opened(t, public_);
  const left = await kept.comments.write(place, "Psst.");
  assert.deepEqual([left.kind, kept.posted().length], ["unknown", 2]);
});

test("nothing is answered to a confidential comment that is public now, or gone from a place that is", async (t) => {
  const open = { "GET /projects/7/issues/4": [200, { iid: 4, confidential: false }] } as const;
  for (const answers of [open, { ...open, [`GET ${issueNotes}/301`]: [200, note()] } as const]) {
    const { comments, posted } = await opened(t, { ...answers, [`POST ${issueNotes}`]: written });
    const sent = await comments.write(issue, "Psst.");
    assert.deepEqual([sent.kind, posted().length], ["refused", 0]);
  }
});

test("a confidential issue may be answered, as internal as can be, also when the comment is gone", async (t) => {
  const { comments, posted } = await opened(t, {
    "GET /projects/7/issues/4": [200, { iid: 4, confidential: true }],
    [`POST ${issueNotes}`]: written,
  });
  assert.equal((await comments.write(issue, "Psst.")).kind, "sent");
  assert.equal(JSON.parse(posted()[0]?.body ?? "").internal, true);
});

test("a comment that GitLab took for quick actions was not shown", async (t) => {
  const { comments } = await opened(t, {
    [`GET ${notes}/301`]: [200, note()],
    [`POST ${notes}`]: [202, { commands_changes: {}, summary: ["Closed"] }],
  });
  assert.equal((await comments.write(place, "/close")).kind, "refused");
});
