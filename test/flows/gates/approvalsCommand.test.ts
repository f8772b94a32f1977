import assert from "node:assert/strict";
import { test } from "node:test";
import { deeds } from "../rules/scene.ts";
import { approvalStage, promote } from "./approvalsStage.ts";

test("the list shows who waits for what, since when and until when, who has said yes, and how many are missing", async (t) => {
  const s = await approvalStage(t);
  await s.approve("bob");
  await s.settle();
  s.clock.advance(2 * 3600);
  const shown = await s.penstock(undefined, "approvals", "list");
  assert.equal(shown.code, 0);
  assert.match(shown.text, /^job +name +project +ref +waits for +expires in +rule +yes +missing +of\n/);
  assert.match(shown.out, new RegExp(`${s.job} +deploy +shop/web +main +2h +6d 22h +promote@1 +@bob +1 +maintainer`));
  const json = JSON.parse((await s.penstock(undefined, "approvals", "list", "--json")).out);
  assert.deepEqual([json.approvals[0].job, json.approvals[0].rules[0].missing], [s.job, 1]);
  const none = await s.penstock(undefined, "approvals", "list", "--project", "1");
  assert.equal(none.out, "nothing waits for approval");
});

test("approve shows exactly what the yes is to, and says nothing without a person or --yes", async (t) => {
  const s = await approvalStage(
    t,
    promote("approvals: { count: 1, from: { role: maintainer } }", ", variables: { CHANNEL: stable }"),
  );
  const unasked = await s.penstock("bob", "approvals", "approve", String(s.job));
  assert.equal(unasked.code, 1);
  assert.match(unasked.text, /nobody sits here who could be asked: say --yes/);
  assert.deepEqual((await s.stored())?.approvals, []);
  const digest = await s.digest();
  const sha = (await s.stored())?.sha ?? "?";
  for (const part of [
    "shop/web",
    `"deploy"`,
    "main",
    sha,
    "CHANNEL",
    "promote@1: 1 yes of maintainer",
    digest,
    "you speak as @bob",
  ])
    assert.ok(unasked.text.includes(part), part);
  assert.doesNotMatch(unasked.text, /stable/);
  const other = await s.penstock("bob", "approvals", "approve", String(s.job), "--yes", "--digest", "00000000");
  assert.deepEqual([other.code, /is not what you saw any more/.test(other.text)], [1, true]);
  const [gate] = await s.list();
  const args = ["approve", gate?.url ?? "", "--yes", "--digest", digest.slice(0, 8), "--reason", "seen"];
  const done = await s.penstock("bob", "approvals", ...args);
  assert.equal(done.code, 0);
  assert.match(done.out, new RegExp(`^@bob says yes to job ${s.job}: enough have; .*: penstock gates why ${s.job}$`));
  await s.settle();
  assert.deepEqual(deeds(s), ["play deploy"]);
  const gone = await s.penstock("carol", "approvals", "approve", String(s.job), "--yes");
  assert.deepEqual([gone.code, /waits for nobody's yes/.test(gone.text)], [1, true]);
});

test("a refused yes ends with 1 and says why; without a token it is told how to say who speaks", async (t) => {
  const s = await approvalStage(t);
  const own = await s.penstock("alice", "approvals", "approve", String(s.job), "--yes");
  assert.equal(own.code, 1);
  assert.match(own.text, /@alice wrote it or began its pipeline: nobody approves their own\. Let somebody else decide/);
  const nobody = await s.penstock(undefined, "approvals", "approve", String(s.job), "--yes");
  assert.match(nobody.text, /it is not known who you are in GitLab: set PENSTOCK_GITLAB_TOKEN/);
  const odd = await s.penstock("bob", "approvals", "approve", "https://gitlab.example.org/x/y/-/jobs/77", "--yes");
  assert.match(odd.text, /job 77 waits for nobody's yes/);
  const elsewhere = `https://gitlab.example.org/shop/web/-/jobs/${s.job}`;
  const other = await s.penstock("bob", "approvals", "approve", elsewhere, "--yes");
  assert.deepEqual(
    [other.code, /the job \d+ that waits here is another one: http:\/\/127/.test(other.text)],
    [1, true],
  );
  const short = await s.penstock("bob", "approvals", "approve", String(s.job), "--yes", "--digest", "0000");
  assert.equal(short.text, "--digest takes at least 8 letters of the digest");
  assert.deepEqual([(await s.stored())?.approvals, deeds(s)], [[], []]);
});

test("reject closes the gate with its reason, and says how it is opened anew", async (t) => {
  const s = await approvalStage(t);
  const done = await s.penstock("bob", "approvals", "reject", String(s.job), "--reason", "not reviewed");
  assert.equal(done.code, 0);
  assert.match(
    done.out,
    /@bob says no to job \d+ "deploy": its gate is closed\nto open it anew: penstock tasks redrive gitlab\//,
  );
  await s.settle();
  assert.equal((await s.penstock(undefined, "approvals", "list")).out, "nothing waits for approval");
  const rejected = await s.penstock(undefined, "approvals", "list", "--rejected");
  assert.match(rejected.out, /rejected by @bob: not reviewed/);
  const reopen = new RegExp(`penstock tasks redrive gitlab/\\d+/job:${s.job}/play --reason`);
  const late = await s.penstock("carol", "approvals", "approve", String(s.job), "--yes");
  assert.match(late.text, /the gate is closed: rejected by @bob: not reviewed\. To open it anew, empty: /);
  assert.match(late.text, reopen);
  const why = await s.penstock(undefined, "gates", "why", String(s.job));
  assert.match(why.out, /^ {2}state +rejected by @bob: not reviewed$/m);
  assert.match(why.out, reopen);
  const tail = await s.penstock(undefined, "journal", "tail");
  assert.match(tail.text, /reject gitlab\/.*\n.*by +@bob \(api, local\)\n.*reason +not reviewed/);
  assert.deepEqual(deeds(s), []);
});
