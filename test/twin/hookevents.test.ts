import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { type Vintage, vintages } from "../../infra/twin/state/world.ts";
import type { Event } from "../../lib/core/event.ts";
import type { Ignored } from "../../lib/gitlab/hook/ignored.ts";
import { toEvent } from "../../lib/gitlab/hook.ts";
import { type Heard, manual, receiver, twinWorld } from "./world.ts";

const everything = {
  jobEvents: true,
  pipelineEvents: true,
  deploymentEvents: true,
  noteEvents: true,
  confidentialNoteEvents: true,
  releaseEvents: true,
  tagPushEvents: true,
  accessTokenEvents: true,
};

/** A served twin whose one hook hears of everything, and what our own parser makes of what it hears. */
async function hearing(t: TestContext, vintage: Vintage) {
  const world = await twinWorld(t, { protectedTags: [{ name: "v*" }] }, { vintage });
  const { url, heard } = await receiver(t);
  world.twin.addHook(world.id, { url, ...everything });
  const events = async () => {
    await world.twin.deliver();
    return heard.splice(0).map((one) => eventOf(one, world.time.now()));
  };
  return { ...world, heard, events };
}

function eventOf({ body, headers }: Heard, receivedAt: number): Event | Ignored {
  const eventHeader = String(headers["x-gitlab-event"]);
  return toEvent({ value: JSON.parse(body), delivery: { id: "d", source: "twin", receivedAt, eventHeader } });
}

function only<K extends Event["kind"]>(found: readonly (Event | Ignored)[], kind: K): Extract<Event, { kind: K }>[] {
  const strange = found.filter((event) => !("kind" in event) || event.kind !== kind);
  assert.deepEqual(strange, []);
  return found as Extract<Event, { kind: K }>[];
}

for (const vintage of vintages) {
  test(`job and pipeline hooks of ${vintage} are read as what happened`, async (t) => {
    const { twin, pipeline, events, id, time } = await hearing(t, vintage);
    const one = pipeline(["test/unit", manual("gate")], { ref: "v1", tag: true });
    const { id: jobId } = twin.jobNamed(one.id, "unit");
    await events();
    time.advance(5);
    twin.run(jobId);
    await events();
    time.advance(5);
    twin.fail(jobId, "runner_system_failure");
    const found = await events();
    const job = only(found.slice(0, 1), "job")[0]?.job;
    const whole = only(found.slice(1), "pipeline")[0];
    assert.deepEqual(
      [
        job?.id,
        job?.name,
        job?.status,
        job?.ref,
        job?.tag,
        job?.pipelineId,
        whole?.pipeline.id,
        whole?.pipeline.status,
      ],
      [jobId, "unit", "failed", "v1", true, one.id, one.id, "failed"],
    );
    assert.equal(job?.failureReason, vintage === 2016 ? undefined : "runner_system_failure");
    assert.equal(job?.finishedAt, time.now());
    assert.deepEqual(
      whole?.jobs.map(({ name, status }) => [name, status]),
      [
        ["unit", "failed"],
        ["gate", "skipped"],
      ],
    );
    assert.deepEqual(whole?.project, { id, path: "shop/api" });
  });

  test(`note hooks of ${vintage} are read as what somebody wrote, and where`, async (t) => {
    const { twin, pipeline, events, id } = await hearing(t, vintage);
    const one = pipeline(["test/unit"], { mergeRequest: { iid: 4, sourceBranch: "fix" } });
    await events();
    const on = [{ mergeRequest: 4 }, { commit: one.commit.sha }, { issue: 9 }, { snippet: 53 }];
    for (const place of on) twin.comment(id, { text: "/retry unit", by: "dev", on: place });
    const notes = only(await events(), "note").map(({ note }) => note);
    const { sha } = one.commit;
    assert.deepEqual(
      notes.map((note) => [note.text, note.action, note.userName, note.isSystem, note.isConfidential, note.on.type]),
      ["mergeRequest", "commit", "issue", "snippet"].map((type) => [
        "/retry unit",
        "create",
        "dev",
        false,
        false,
        type,
      ]),
    );
    assert.deepEqual([notes[0]?.on.iid, notes[0]?.on.sha, notes[0]?.on.isFromFork], [4, sha, false]);
    assert.deepEqual([notes[1]?.on.sha, notes[2]?.on.iid, notes[3]?.on.id], [sha, 9, 53]);
    const [first] = twin.world.notes;
    twin.editComment(first?.id ?? 0, "/retry all");
    const edits = only(await events(), "note").map(({ note }) => [note.id, note.action, note.text]);
    assert.deepEqual(edits, vintage >= 2024 ? [[first?.id, "update", "/retry all"]] : []);
    twin.comment(id, { text: "psst", by: "dev", on: { issue: 10 }, isConfidential: true });
    const secret = only(await events(), "note").map(({ note }) => note.isConfidential);
    assert.deepEqual(secret, vintage === 2016 ? [] : [true]);
  });

  test(`tag push hooks of ${vintage} tell of a tag that is made, moved and deleted`, async (t) => {
    const { twin, events, id } = await hearing(t, vintage);
    const [first, second] = ["a".repeat(40), "b".repeat(40)];
    twin.pushTags(id, { tags: ["v1/ä"], by: "ada", sha: first });
    twin.pushTags(id, { tags: ["v1/ä"], by: "ada", sha: second });
    twin.pushTags(id, { tags: ["v1/ä"], by: "ada", isDeletion: true });
    const none = "0".repeat(40);
    assert.deepEqual(
      only(await events(), "tagPush").map(({ tagPush }) => [
        tagPush.tag,
        tagPush.before,
        tagPush.after,
        tagPush.isDeleted,
      ]),
      [
        ["v1/ä", none, first, false],
        ["v1/ä", first, second, false],
        ["v1/ä", second, none, true],
      ],
    );
  });

  test(`release, deployment and token hooks are ${vintage >= 2024 ? "read" : "not sent"} in ${vintage}`, async (t) => {
    const { twin, pipeline, events, id, time } = await hearing(t, vintage);
    const isThere = vintage >= 2024;
    twin.addRelease(id, { tag: "v2", name: "Two" });
    const releases = only(await events(), "release");
    assert.deepEqual(
      releases.map(({ release }) => [release.tag, release.name, release.action, release.releasedAt]),
      isThere ? [["v2", "Two", "create", time.now()]] : [],
    );
    const environment = { name: "production", action: "start", tier: "production" };
    const one = pipeline([{ name: "ship", stage: "deploy", environment }]);
    twin.finish(one.id);
    const deployments = (await events()).filter((event) => "kind" in event && event.kind === "deployment");
    assert.deepEqual(
      only(deployments, "deployment").map(({ deployment }) => [deployment.status, deployment.environment?.name]),
      isThere ? ["running", "success"].map((status) => [status, "production"]) : [],
    );
    twin.addToken(twin.bot.username, { name: "ci", expiresAt: time.now() + 6 * 86_400_000 });
    twin.warnOfExpiry();
    twin.warnOfExpiry();
    assert.deepEqual(
      only(await events(), "accessToken").map(({ token, owner }) => [
        token.name,
        "project" in owner && owner.project.id,
      ]),
      isThere ? [["ci", id]] : [],
    );
  });
}
