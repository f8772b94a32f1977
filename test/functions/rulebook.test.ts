import assert from "node:assert/strict";
import { test } from "node:test";
import type { RulesEntry } from "../../lib/core/journal.ts";
import { headKey, textKey, versionKey } from "../../lib/store/rulebookItem.ts";
import { type Asked, alice, desk } from "./apiDesk.ts";
import { retryFailed } from "./doorstep.ts";

const bob = "arn:aws:iam::123456789012:user/bob";
const federated = "arn:aws:sts::123456789012:federated-user/";
const ci = "arn:aws:sts::123456789012:assumed-role/ci/job-1";
const tidy = (mode = "enforce", more = "") => `version: 1
rules:
  - { id: again, projects: ["**"], on: job, when: { status: failed }, do: retry, mode: enforce }
  - { id: tidy, projects: ["**"], on: { schedule: { every: 1d } }, do: { deleteArtifacts: { quarantine: 7d } }, mode: ${mode}${more} }
`;

type Desk = ReturnType<typeof desk>;
const path = (end = "") => `/api/gitlab/rulebook${end}`;
const as = (arn: string, seen: number, body: unknown, method: Asked["method"] = "POST"): Asked => ({
  ...{ arn, body, headers: { "if-match": `"${seen}"` } },
  ...(method && { method }),
});
const put = (d: Desk, text: string, seen: number, arn = alice, more = {}) =>
  d.ask(path(), as(arn, seen, { files: [{ file: "rules.yaml", text }], ...more }, "PUT"));
const approve = (d: Desk, hash: string, seen: number, arn = bob) => d.ask(path("/approve"), as(arn, seen, { hash }));
const rollBack = (d: Desk, version: number, seen: number) =>
  d.ask(path("/rollback"), as(alice, seen, { version, reason: "it was better" }));
const active = async (d: Desk) => (await d.store.rulebook("gitlab"))?.version;
async function journal(d: Desk): Promise<string[]> {
  const entries = (await d.store.entries(100)).filter((one): one is RulesEntry => one.kind === "rules");
  return entries.map(({ step, version, who, refused }) =>
    [step, version, who.split(/[:/]/).at(-1), ...(refused ? ["refused"] : [])].join(" "),
  );
}

test("rules that delete are proposed, and become active when somebody else says yes to just that text", async () => {
  const d = desk();
  await put(d, retryFailed, 0);
  const asked = await put(d, tidy(), 1, alice, { reason: "less waste" });
  const { proposal } = asked.body;
  assert.deepEqual(
    [asked.status, proposal.number, proposal.after, proposal.by, proposal.needs, proposal.reason],
    [202, 1, 1, alice, ["tidy"], "less waste"],
  );
  assert.equal(await active(d), 1);
  const shown = await d.ask(path("/proposal"));
  assert.deepEqual([shown.body.proposal, shown.body.rulebook.rules.length], [proposal, 2]);
  const done = await approve(d, proposal.hash, 1);
  assert.deepEqual([done.status, done.body, done.headers.etag], [200, { version: 2, rules: 2 }, '"2"']);
  assert.equal((await d.store.rulebook("gitlab"))?.hash, proposal.hash);
  assert.equal((await d.ask(path("/proposal"))).status, 404);
  const { body } = await d.ask(path("/versions"));
  assert.deepEqual([body.versions[0].cause, body.versions[0].by, body.versions[0].who], ["approve", alice, bob]);
  assert.deepEqual(await journal(d), ["apply 1 alice", "propose 2 alice", "approve 2 bob"]);
});

for (const [what, proposer, approver, status] of [
  ["the same user", alice, alice, 403],
  ["another user", alice, bob, 200],
  ["the same role under another session name", ci, ci.replace("job-1", "job-2"), 403],
  ["a role of the same name in another account", ci, ci.replace("123456789012", "210987654321"), 200],
  ["another role", ci, ci.replace("/ci/", "/lead/"), 200],
  ["a user who proposed by role", ci, alice, 200],
  [
    "two people of one permission set",
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Platform_0123456789abcdef/ann@example.com",
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Platform_0123456789abcdef/ben@example.com",
    200,
  ],
  [
    "one person of a permission set",
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Platform_0123456789abcdef/ann@example.com",
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Platform_0123456789abcdef/Ann@example.com",
    403,
  ],
  [
    "one person with two permission sets",
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Platform_0123456789abcdef/ann@example.com",
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_fedcba9876543210/ann@example.com",
    403,
  ],
  ["a user under a federated name of her own making", alice, "arn:aws:sts::123456789012:federated-user/ben", 403],
  ["two federated names", `${federated}ann`, `${federated}ben`, 403],
  ["a federated user and a role", `${federated}ann`, ci, 200],
  [
    "a federated user and another account's user",
    `${federated}ann`,
    alice.replace("123456789012", "210987654321"),
    200,
  ],
  [
    "a role that only looks like a permission set's",
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_mine/ann",
    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_mine/ben",
    403,
  ],
] as const)
  test(`a proposal is approved by another person only: ${what} -> ${status}`, async () => {
    const d = desk();
    const { body } = await put(d, tidy(), 0, proposer);
    const done = await approve(d, body.proposal.hash, 0, approver);
    assert.equal(done.status, status);
    assert.equal(await active(d), status === 200 ? 1 : undefined);
    const [, last] = await d.store.entries(10);
    assert.equal(last?.kind === "rules" && last.refused !== undefined, status !== 200);
    if (status !== 200) assert.equal(done.body.error.code, "ownProposal");
  });

test("nobody approves what is not there, is another text, was overtaken, or was approved already; each try is journalled and changes nothing", async () => {
  const d = desk();
  await put(d, retryFailed, 0);
  const none = await approve(d, "a".repeat(64), 1);
  assert.deepEqual([none.status, none.body.error.code], [404, "noProposal"]);
  const first = (await put(d, tidy(), 1)).body.proposal;
  const second = (await put(d, tidy("enforce", ", owner: ops"), 1, ci)).body.proposal;
  assert.equal(second.replaces, first.hash);
  const stale = await approve(d, first.hash, 1);
  assert.deepEqual([stale.status, stale.body.error.code], [409, "otherProposal"]);
  const unseen = await approve(d, second.hash, 0);
  assert.deepEqual([unseen.status, unseen.body.error.code], [412, "overtaken"]);
  await put(d, retryFailed.replace("retry-failed", "other"), 1);
  for (const seen of [1, 2]) {
    const late = await approve(d, second.hash, seen);
    assert.deepEqual([late.status, late.body.error.code], [412, "overtaken"]);
  }
  const again = (await put(d, tidy(), 2)).body.proposal;
  assert.equal((await approve(d, again.hash, 2)).status, 200);
  assert.equal((await approve(d, again.hash, 2)).body.error.code, "noProposal");
  assert.equal(await active(d), 3);
  const tries = (await journal(d)).filter((line) => line.endsWith("refused"));
  assert.equal(tries.length, 6);
});

test("the same rules proposed again are the same proposal, by whoever, and rules that need nobody pass it by", async () => {
  const d = desk();
  const first = await put(d, tidy(), 0);
  const again = await put(d, tidy(), 0, bob);
  assert.deepEqual([again.status, again.body.proposal.number, again.body.proposal.by], [202, 1, alice]);
  assert.equal((await journal(d)).length, 1);
  assert.equal((await put(d, tidy("report"), 0, bob)).status, 200);
  assert.equal((await approve(d, first.body.proposal.hash, 0)).status, 412);
});

test("a proposal is taken back by whoever made it, or rejected by anybody", async () => {
  for (const arn of [alice, bob]) {
    const d = desk();
    const { hash } = (await put(d, tidy(), 0)).body.proposal;
    const other = await d.ask(path("/reject"), as(arn, 0, { hash: "b".repeat(64) }));
    assert.equal(other.status, 409);
    const done = await d.ask(path("/reject"), as(arn, 0, { hash, reason: "no" }));
    assert.deepEqual([done.status, done.body], [200, { rejected: { number: 1, hash } }]);
    assert.equal((await approve(d, hash, 0, ci)).status, 404);
    assert.equal((await put(d, tidy(), 0)).body.proposal.number, 2);
  }
});

test("where the source wants no second person, rules that delete are applied by one", async () => {
  const d = desk({ world: { secondPerson: () => "off" } });
  assert.equal((await put(d, tidy(), 0)).body.version, 1);
  assert.equal((await d.ask(path())).body.secondPerson, "off");
});

test("an old version is active again as a new one, at once, whoever it is and whatever it deletes", async () => {
  const d = desk();
  const { hash } = (await put(d, tidy(), 0)).body.proposal;
  await approve(d, hash, 0);
  await put(d, retryFailed, 1);
  const done = await rollBack(d, 1, 2);
  assert.deepEqual([done.status, done.body, done.headers.etag], [200, { version: 3, rules: 2, of: 1 }, '"3"']);
  assert.equal((await d.store.rulebook("gitlab"))?.hash, hash);
  assert.deepEqual((await rollBack(d, 1, 3)).body, { version: 3, rules: 2, of: 1, unchanged: true });
  assert.deepEqual([(await rollBack(d, 2, 1)).status, (await rollBack(d, 9, 3)).status], [412, 404]);
  const [{ id, at, ...entry }] = (await d.ask("/api/gitlab/journal", { query: "kind=rules&limit=1" })).body.entries;
  assert.deepEqual(
    [entry.step, entry.of, entry.version, entry.who, entry.reason],
    ["rollback", 1, 3, alice, "it was better"],
  );
  const { versions } = (await d.ask(path("/versions"), { query: "limit=1" })).body;
  assert.deepEqual([versions[0].cause, versions[0].of, versions[0].reason], ["rollback", 1, "it was better"]);
});

test("a version whose rules this Penstock cannot all use is rolled back to, and told; one that is no rulebook is refused", async () => {
  const d = desk();
  await put(d, retryFailed, 0);
  const stored = JSON.parse((await d.store.rulebook("gitlab"))?.rules ?? "");
  const rules = [...stored.rules, { ...stored.rules[0], id: "of-the-future", when: { moon: 1 } }];
  await d.store.applyRulebook("gitlab", JSON.stringify({ ...stored, rules }), { after: 1 });
  await d.store.applyRulebook("gitlab", "no rules", { after: 2 });
  const done = await rollBack(d, 2, 3);
  assert.deepEqual([done.status, done.body.setAside.map(({ id }: { id: string }) => id)], [200, ["of-the-future"]]);
  const { status, body } = await rollBack(d, 3, 4);
  assert.deepEqual([status, body.error.code, await active(d)], [422, "brokenRules", 4]);
});

for (const [what, spoil] of [
  ["head", { version: headKey, newest: "two" }],
  ["text", { version: textKey, newest: 2, packed: Buffer.from("no zstd") }],
] as const)
  test(`a broken ${what} is told with the version to follow, and both an apply and a rollback take its place`, async () => {
    for (const mend of ["apply", "rollback"]) {
      const d = desk();
      await put(d, retryFailed, 0);
      await put(d, tidy("report"), 1);
      d.store.tables.put("rules", { source: "gitlab", ...spoil });
      const { status, body, headers } = await d.ask(path());
      assert.deepEqual([status, body.error.code, body.version, headers.etag], [500, "corrupt", 2, '"2"']);
      const done = mend === "apply" ? await put(d, retryFailed, 2) : await rollBack(d, 1, 2);
      assert.deepEqual([done.status, done.body.version], [200, 3]);
      assert.equal((await d.ask(path())).body.rules.length, 1);
    }
  });

test("where the active text is broken, what deletes is still compared with what the version itself tells", async () => {
  const d = desk();
  await approve(d, (await put(d, tidy(), 0)).body.proposal.hash, 0);
  d.store.tables.put("rules", { source: "gitlab", version: headKey, newest: 1 });
  assert.deepEqual((await put(d, tidy(), 1)).body, { version: 2, rules: 2 });
  d.store.tables.put("rules", { source: "gitlab", version: headKey, newest: 2 });
  d.store.tables.put("rules", { source: "gitlab", version: versionKey(2), packed: Buffer.from("gone") });
  assert.equal((await put(d, tidy(), 2)).status, 202);
});

test("versions come in pages, any is shown whole, and one that is not there is not", async () => {
  const d = desk();
  for (const [seen, id] of ["one", "two", "three"].entries())
    await put(d, retryFailed.replace("retry-failed", id), seen);
  const { body } = await d.ask(path("/versions"), { query: "limit=2" });
  assert.deepEqual([body.versions.map(({ version }: { version: number }) => version), body.next], [[3, 2], 2]);
  const rest = await d.ask(path("/versions"), { query: "limit=2&before=2" });
  assert.deepEqual([rest.body.versions.length, rest.body.next], [1, undefined]);
  assert.equal((await d.ask(path("/2"))).body.rules[0].id, "two");
  for (const none of ["/4", "/0", "/latest", "/-1", "/1.5"])
    assert.equal((await d.ask(path(none))).body.error.code, "noRules");
});
