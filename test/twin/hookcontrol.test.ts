import assert from "node:assert/strict";
import test from "node:test";
import { virtualClock } from "../../infra/twin/clock.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { manual, receiver } from "./world.ts";

async function controlled(t: test.TestContext) {
  const time = virtualClock();
  const twin = createTwin({ clock: time.now, advance: time.advance, settings: { isPremium: true } });
  const { id } = twin.addProject({ path: "shop/api", members: { ada: "owner", [twin.bot.username]: "maintainer" } });
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const control = async (method: string, path: string, given?: unknown) => {
    const body = given === undefined ? {} : { body: JSON.stringify(given) };
    const response = await fetch(`${served.url}/-/twin/${path}`, { method, ...body });
    // biome-ignore lint/suspicious/noExplicitAny: answers are read as a client without our types would
    return { status: response.status, json: (await response.json()) as any };
  };
  return { twin, id, control, time, ...(await receiver(t)) };
}

test("a hook by curl hears of the events that it names, of every kind", async (t) => {
  const { twin, id, control, url, heard } = await controlled(t);
  const events = ["pipeline", "deployment", "note", "confidential_note", "release", "tag_push", "access_token"];
  const { status, json } = await control("POST", `projects/${id}/hooks`, { url, events, token: "s3cret" });
  assert.deepEqual([status, json], [201, { id: twin.world.hooks[0]?.id }]);
  await control("POST", "hooks", { group: "shop", url, events: ["job"] });
  twin.addPipeline(id, { jobs: [manual("gate")] });
  const on = { issue: 3 };
  await control("POST", `projects/${id}/comments`, { text: "hi", by: "ada", on });
  await control("POST", `projects/${id}/comments`, { text: "hush", by: "ada", on, isInternal: true });
  await control("POST", `projects/${id}/pushes`, { tags: ["v1"], by: "ada" });
  twin.addRelease(id, { tag: "v1" });
  twin.addToken(twin.bot.username, { expiresAt: twin.world.clock() + 8 * 86_400_000 });
  await control("POST", "clock", { advance: 86_400 });
  await twin.deliver();
  assert.deepEqual(
    heard.map(({ headers }) => headers["x-gitlab-event"]),
    [
      "Job Hook",
      "Pipeline Hook",
      "Note Hook",
      "Confidential Note Hook",
      "Tag Push Hook",
      "Release Hook",
      "Resource Access Token Hook",
    ],
  );
  assert.equal(heard[1]?.headers["x-gitlab-token"], "s3cret");
});

test("deliveries are lost, doubled, held and disturbed by curl, and one sees what came of it", async (t) => {
  const { twin, id, control, url } = await controlled(t);
  await control("POST", `projects/${id}/hooks`, { url, events: ["job"] });
  await control("POST", "deliveries/lose", { status: "pending" });
  await control("POST", "deliveries/duplicate", { event: "job", status: "running", count: 1 });
  assert.deepEqual((await control("POST", "deliveries/hold", { status: "created" })).json, { held: 0 });
  const one = twin.addPipeline(id, { jobs: [{ name: "unit" }] });
  const { id: jobId } = twin.jobNamed(one.id, "unit");
  twin.run(jobId);
  assert.equal((await twin.deliver()).length, 2);
  await control("POST", "deliveries/release");
  assert.equal((await twin.deliver()).length, 1);
  const { json } = await control("GET", "deliveries");
  assert.deepEqual([json.sent.length, json.sent[0].event, json.sent[0].status], [3, "Job Hook", 200]);
  const [lost] = json.lost;
  assert.deepEqual([lost.jobId, lost.status, lost.why], [jobId, "pending", "lost on the way"]);
  const disturbed = await control("POST", "deliveries", { duplicate: 0.06, reorder: 3, lose: 0.01, seed: 9 });
  assert.deepEqual(disturbed.json.habits, { duplicate: 0.06, reorder: 3, lose: 0.01, seed: 9 });
  await control("POST", "hooks/settings", { isSilent: true });
  assert.equal(twin.world.settings.isSilent, true);
});

test("what the control cannot make of a hook it says in words", async (t) => {
  const { id, control, url } = await controlled(t);
  const wrong: [string, unknown, RegExp][] = [
    [`projects/${id}/hooks`, { url, events: ["jobs"] }, /events\[0\]: give some of job, pipeline, deployment/],
    [`projects/${id}/hooks`, { url, events: [] }, /events: give some of/],
    [`projects/${id}/hooks`, { url: "ftp://x", events: ["job"] }, /url: give an http or https address/],
    [`projects/${id}/hooks`, { url, events: ["job"], signingToken: "abc" }, /signingToken: give whsec_/],
    ["projects/1/hooks", { url, events: ["job"] }, /there is no project 1/],
    ["hooks", { group: "none", url, events: ["job"] }, /no project in a group none/],
    ["deliveries", { duplicate: 6 }, /duplicate: give a share, 0 to 1/],
    ["deliveries", { loose: 0.1 }, /no field loose: did you mean lose\?/],
    ["deliveries/lose", { event: "jobs" }, /event: give one of job/],
    [`projects/${id}/comments`, { text: "x", by: "ada", on: {} }, /stands on a commit, a mergeRequest/],
    [`projects/${id}/comments`, { text: "x", by: "ada", on: { mergeRequest: 9 } }, /has no merge request 9/],
    [`projects/${id}/pushes`, { tags: ["v9"], by: "ada", isDeletion: true }, /has no tag v9/],
  ];
  for (const [path, given, words] of wrong) {
    const { status, json } = await control("POST", path, given);
    assert.equal(status, 400, path);
    assert.match(json.error, words);
  }
});
