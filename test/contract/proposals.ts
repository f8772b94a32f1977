import assert from "node:assert/strict";
import { test } from "node:test";
import { proposalKey } from "../../lib/store/proposalItem.ts";
import { noon, rulesEntry } from "./samples.ts";
import type { MakeStage } from "./stage.ts";

const proposal = (number: number, rules = "rules") => ({
  ...{ number, after: 1, rules, by: "alice", at: noon, needs: ["tidy"], reason: "less waste" },
});

/** Of the rules that wait for a second person there is one text at a time, and everybody sees which. */
export function proposals(name: string, makeStage: MakeStage): void {
  test(`${name}: rules wait beside the active ones, with who proposed them and why`, async (t) => {
    const { store } = await makeStage(t);
    await store.applyRulebook("gitlab", "active", { after: 0 });
    assert.equal(await store.proposal("gitlab"), undefined);
    const journal = rulesEntry(noon, { step: "propose", proposal: 1, needs: ["tidy"] });
    assert.equal(await store.propose("gitlab", proposal(1), journal), true);
    const found = await store.proposal("gitlab");
    assert.ok(found && "hash" in found);
    const { hash, ...told } = found;
    assert.deepEqual(told, proposal(1));
    assert.match(hash, /^[0-9a-f]{64}$/);
    assert.deepEqual(await store.entries(10), [journal]);
    assert.equal((await store.rulebook("gitlab"))?.rules, "active");
    assert.equal(await store.proposal("other"), undefined);
  });

  test(`${name}: a new proposal takes the place of the one that it follows, and of no other`, async (t) => {
    const { store } = await makeStage(t);
    const entry = (at: number) => rulesEntry(noon + at, { step: "propose" });
    assert.equal(await store.propose("gitlab", proposal(2, "early"), entry(1)), false);
    assert.equal(await store.propose("gitlab", proposal(1, "one"), entry(2)), true);
    assert.equal(await store.propose("gitlab", proposal(1, "late"), entry(3)), false);
    assert.equal(await store.propose("gitlab", proposal(2, "two"), entry(4)), true);
    const found = await store.proposal("gitlab");
    assert.equal(found && "rules" in found && found.rules, "two");
    assert.deepEqual(
      (await store.entries(10)).map(({ at }) => at - noon),
      [2, 4],
    );
  });

  test(`${name}: a proposal ends with the version that it becomes, once, both or neither`, async (t) => {
    const { store } = await makeStage(t);
    await store.applyRulebook("gitlab", "active", { after: 0 });
    await store.propose("gitlab", proposal(1), rulesEntry(noon, { step: "propose" }));
    const entry = (at: number) => rulesEntry(noon + at, { step: "approve", by: "alice" });
    const approve = (ends: number, after: number, at: number) =>
      store.applyRulebook("gitlab", "rules", { after, ends, journal: entry(at) });
    assert.equal(await approve(2, 1, 1), undefined, "another proposal");
    assert.equal(await approve(1, 0, 2), undefined, "an older version");
    assert.ok("hash" in ((await store.proposal("gitlab")) ?? {}));
    assert.equal(await approve(1, 1, 3), 2);
    assert.deepEqual(await store.proposal("gitlab"), { ended: 1 });
    assert.equal(await approve(1, 2, 4), undefined, "twice");
    assert.equal((await store.rulebook("gitlab"))?.version, 2);
    assert.deepEqual(
      (await store.entries(10)).map(({ at }) => at - noon),
      [0, 3],
    );
  });

  test(`${name}: a proposal that is taken away is there no more, and the next has a number of its own`, async (t) => {
    const { store } = await makeStage(t);
    const entry = (at: number) => rulesEntry(noon + at, { step: "reject" });
    assert.equal(await store.dropProposal("gitlab", 1, entry(0)), false);
    await store.propose("gitlab", proposal(1), entry(1));
    assert.equal(await store.dropProposal("gitlab", 2, entry(2)), false);
    assert.equal(await store.dropProposal("gitlab", 1, entry(3)), true);
    assert.equal(await store.dropProposal("gitlab", 1, entry(4)), false);
    assert.deepEqual(await store.proposal("gitlab"), { ended: 1 });
    assert.equal(await store.propose("gitlab", proposal(2), entry(5)), true);
  });

  test(`${name}: of several who approve and reject at once, one does`, async (t) => {
    const { store } = await makeStage(t);
    await store.applyRulebook("gitlab", "active", { after: 0 });
    await store.propose("gitlab", proposal(1), rulesEntry(noon, { step: "propose" }));
    const outcomes = await Promise.allSettled([
      store.applyRulebook("gitlab", "rules", { after: 1, ends: 1, journal: rulesEntry(noon + 1) }),
      store.applyRulebook("gitlab", "rules", { after: 1, ends: 1, journal: rulesEntry(noon + 2) }),
      store.dropProposal("gitlab", 1, rulesEntry(noon + 3)),
    ]);
    const done = outcomes.filter((one) => one.status === "fulfilled" && one.value !== undefined && one.value !== false);
    assert.equal(done.length, 1);
    assert.equal((await store.entries(10)).length, 2);
  });

  test(`${name}: a proposal that cannot be read is told, and a new one takes its place`, async (t) => {
    const { store, plant, peek, corrupt } = await makeStage(t);
    await store.propose("gitlab", proposal(1), rulesEntry(noon));
    const item = await peek("rules", { source: "gitlab", version: proposalKey });
    await plant("rules", { ...item, source: "gitlab", packed: Buffer.from("no zstd") });
    assert.deepEqual(await store.proposal("gitlab"), { ended: 1 });
    assert.deepEqual(corrupt, [`gitlab ${proposalKey}`]);
    assert.equal(await store.propose("gitlab", proposal(2), rulesEntry(noon + 1)), true);
    assert.ok("hash" in ((await store.proposal("gitlab")) ?? {}));
  });

  test(`${name}: a proposal that has lost even its number keeps no new one away`, async (t) => {
    const { store, plant } = await makeStage(t);
    await plant("rules", { source: "gitlab", version: proposalKey });
    assert.deepEqual(await store.proposal("gitlab"), { ended: 0 });
    assert.equal(await store.propose("gitlab", proposal(1), rulesEntry(noon)), true);
    assert.ok("hash" in ((await store.proposal("gitlab")) ?? {}));
  });
}
