import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogFields } from "../../lib/edge/log.ts";
import { hook as accessToken } from "../fixtures/hooks/2026/accessToken.ts";
import { hook as deployment } from "../fixtures/hooks/2026/deploymentApproved.ts";
import { hook as deployToken } from "../fixtures/hooks/2026/deployToken.ts";
import { hook as groupToken } from "../fixtures/hooks/2026/groupAccessToken.ts";
import { hook as note } from "../fixtures/hooks/2026/note.ts";
import { hook as release } from "../fixtures/hooks/2026/release.ts";
import { hook as tagPush } from "../fixtures/hooks/2026/tagPush.ts";
import { doorstep, signed } from "./doorstep.ts";

/** A log whose errors can be looked at. */
function kept() {
  const errors: (readonly [string, LogFields])[] = [];
  const log = { info: () => {}, error: (what: string, fields: LogFields = {}) => void errors.push([what, fields]) };
  return { log, errors };
}

for (const [about, hook] of [
  ["deployment 17 to production approved", deployment],
  ["release v2.3.0 updated", release],
  ["note 306 on merge request !4 edited", note],
  ["tag v2.3.0 pushed", tagPush],
  ["token deploy-bot expires 2026-12-01", accessToken],
  ["deploy token registry-reader expires 2026-12-03", deployToken],
] as const)
  test(`what no rule is about yet is journalled in words, and nothing is done: ${about}`, async () => {
    const { store, post } = await doorstep();
    assert.deepEqual(await post(signed(JSON.stringify(hook))), { status: 202, body: { planned: 0 } });
    const [entry] = await store.entries(10);
    assert.ok(entry?.kind === "delivery");
    assert.deepEqual(
      [entry.about, entry.projectPath, entry.verdicts, entry.ignored],
      [about, "coast/pilots/pilot", [], undefined],
    );
    assert.deepEqual(await store.tasks(10), []);
  });

test("what people write in a note or an approval is never journalled", async () => {
  const { store, post } = await doorstep();
  await post(signed(JSON.stringify(note)));
  await post(signed(JSON.stringify(deployment), "d2"));
  const journal = JSON.stringify(await store.entries(10));
  assert.doesNotMatch(journal, /penstock retry|555/);
});

test("a token that expires is told to people at once, and journalled however little is recorded", async () => {
  const { log, errors } = kept();
  const { store, post } = await doorstep({ world: { log, record: "wanted" } });
  await post(signed(JSON.stringify(accessToken)));
  await post(signed(JSON.stringify(release), "d2"));
  const warning =
    "token deploy-bot expires 2026-12-01 in coast/pilots/pilot. Rotate it in GitLab, and give the new one to whatever uses it.";
  assert.deepEqual(errors, [["warning", { source: "gitlab", delivery: "d1", warning }]]);
  assert.equal((await store.entries(10)).length, 1);
});

test("a group's token is told of without a project", async () => {
  const { log, errors } = kept();
  const { store, post } = await doorstep({ world: { log } });
  await post(signed(JSON.stringify(groupToken)));
  const [entry] = await store.entries(10);
  assert.ok(entry?.kind === "delivery");
  assert.deepEqual(
    [entry.about, entry.projectId],
    ["token fleet-bot of group coast/pilots expires 2026-12-08", undefined],
  );
  assert.equal(errors.length, 1);
});

for (const speaksFor of [["coast/**"], ["**", "!bank/**"], [12]])
  test(`of a group a secret for ${speaksFor.join(", ")} may not tell`, async () => {
    const { log, errors } = kept();
    const { post } = await doorstep({ speaksFor, world: { log } });
    const { status, body } = await post(signed(JSON.stringify(groupToken)));
    assert.equal(status, 202);
    assert.deepEqual(body, { ignored: "only a secret that speaks for all projects may tell of a group" });
    assert.deepEqual(errors, []);
  });

test("a project beside the group is what the secret must speak for", async () => {
  const both = { ...groupToken, project: { id: 43, path_with_namespace: "bank/vault" } };
  const { post } = await doorstep({ speaksFor: ["coast/**"] });
  const { body } = await post(signed(JSON.stringify(both)));
  assert.match((body as { ignored: string }).ignored, /^project bank\/vault is not one/);
});
