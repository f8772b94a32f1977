import assert from "node:assert/strict";
import test from "node:test";
import { type Vintage, vintages } from "../../infra/twin/state/world.ts";
import { receiver, twinWorld } from "./world.ts";

async function hearing(t: test.TestContext, vintage: Vintage = 2026) {
  const world = await twinWorld(t, {}, { vintage });
  const { url, heard } = await receiver(t);
  const wishes = { jobEvents: true, noteEvents: true, confidentialNoteEvents: true, tagPushEvents: true };
  world.twin.addHook(world.id, { url, ...wishes, accessTokenEvents: true });
  const hear = async () => {
    await world.twin.deliver();
    return heard.splice(0).map(({ headers, body }) => ({ event: headers["x-gitlab-event"], ...JSON.parse(body) }));
  };
  return { ...world, hear };
}

const sorted = (text: string) => text.split(" ").sort();
const keys = (part: object) => Object.keys(part).sort();

test("note and tag push hooks have the fields of their year", async (t) => {
  const note =
    "object_kind user project_id project object_attributes repository commit event id note noteable_type author_id " +
    "created_at updated_at attachment line_code commit_id noteable_id system st_diff url";
  const push =
    "event object_kind before after ref checkout_sha message user_id user_name user_email user_avatar project_id project " +
    "commits total_commits_count repository";
  const newer: Readonly<Record<Vintage, readonly [note: string, push: string]>> = {
    2016: ["", ""],
    2020: [" event_type discussion_id", " event_name user_username push_options"],
    2024: [" action internal", ""],
    2026: ["", " ref_protected"],
  };
  const [ofNote, ofPush] = [[note], [push]];
  for (const vintage of vintages) {
    ofNote.push(newer[vintage][0]);
    ofPush.push(newer[vintage][1]);
    const { twin, id, hear } = await hearing(t, vintage);
    twin.pushTags(id, { tags: ["v1"], by: "ada", message: "One" });
    const [pushed] = await hear();
    twin.comment(id, { text: "hm", by: "ada", on: { commit: pushed.after } });
    const [noted] = await hear();
    assert.deepEqual(keys(pushed), sorted(ofPush.join("")), String(vintage));
    assert.deepEqual([pushed.message, pushed.ref, pushed.checkout_sha], ["One", "refs/tags/v1", pushed.after]);
    const both = new Set([...keys(noted), ...keys(noted.object_attributes)]);
    assert.deepEqual([...both].sort(), sorted(ofNote.join("")), String(vintage));
    assert.equal("id" in noted.project, vintage >= 2020);
    assert.equal(noted.project.http_url, noted.project.git_http_url);
    assert.equal("email" in noted.user, vintage >= 2024);
  }
});

test("an internal comment is a confidential one, and comments on one issue stand on the same one", async (t) => {
  const { twin, id, pipeline, hear } = await hearing(t);
  pipeline([{ name: "gate", when: "manual" }], { mergeRequest: { iid: 4, sourceBranch: "fix" } });
  await hear();
  twin.comment(id, { text: "psst", by: "dev", on: { mergeRequest: 4 }, isInternal: true });
  for (const text of ["one", "two"]) twin.comment(id, { text, by: "dev", on: { issue: 9 } });
  const [internal, one, two] = await hear();
  assert.deepEqual([internal.event, internal.event_type], ["Confidential Note Hook", "confidential_note"]);
  assert.deepEqual([one.event, one.event_type, one.object_attributes.commit_id], ["Note Hook", "note", ""]);
  assert.equal(one.issue.id, two.issue.id);
  assert.notEqual(one.object_attributes.id, two.object_attributes.id);
});

test("a project's own runner is not shared", async (t) => {
  const { twin, id, pipeline, hear } = await hearing(t);
  for (const runner of twin.world.runners) runner.isOnline = false;
  twin.addRunner({ description: "own", projectIds: [id] });
  twin.run(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  const { runner } = (await hear()).at(-1);
  assert.deepEqual([runner.description, runner.runner_type, runner.is_shared], ["own", "project_type", false]);
});

const day = 86_400_000;

test("a bot's token that will expire is told 60, 30 and 7 days before, once each; in 2024 only the last", async (t) => {
  for (const [vintage, told] of [
    [2026, [59, 30, 7]],
    [2024, [7]],
    [2020, []],
  ] as const) {
    const { twin, hear, time } = await hearing(t, vintage);
    const now = time.now();
    twin.addToken(twin.bot.username, { name: "ci", expiresAt: now + 59 * day });
    twin.addToken("ada", { name: "hers", expiresAt: now + 59 * day });
    const seen: number[] = [];
    for (let count = 0; count < 65; count++) {
      twin.warnOfExpiry();
      for (const { object_attributes: token } of await hear()) {
        assert.deepEqual(
          [token.name, token.expires_at, "last_used_at" in token],
          ["ci", "2027-01-18", vintage === 2026],
        );
        seen.push(59 - count);
      }
      time.advance(86_400);
    }
    assert.deepEqual(seen, told, String(vintage));
  }
});

test("nobody is told of a token that was revoked, or has expired before anybody looked", async (t) => {
  const { twin, hear, time } = await hearing(t);
  twin.addToken(twin.bot.username, { expiresAt: time.now() + 9 * day });
  for (const token of twin.world.tokens) token.isRevoked = true;
  twin.addToken(twin.bot.username, { expiresAt: time.now() + day });
  time.advance(86_400);
  twin.warnOfExpiry();
  assert.deepEqual(await hear(), []);
});
