import assert from "node:assert/strict";
import { test } from "node:test";
import { beginLinking, proveLinking, useLinking } from "../../../lib/app/talk/linking.ts";
import { confirmLink } from "../../../lib/app/talk/linkSaid.ts";
import { readState } from "../../../lib/app/talk/linkState.ts";
import { openEars, slack } from "./hearing.ts";

const secrets = { state: "s".repeat(43), verifier: "v".repeat(43) };
const person = { userId: 7, username: "alice" };

test("of many who come back with one state at one moment, one may go on to GitLab for a token", async () => {
  const s = openEars();
  const state = readState(await beginLinking("gitlab", slack("U1"), { secrets, desk: s.desk })) ?? assert.fail();
  const used = await Promise.all(Array.from({ length: 5 }, () => useLinking(state, s.desk)));
  assert.equal(used.filter((one) => one !== undefined).length, 1);
});

test("whoever begins anew while somebody is on the way back from GitLab is linked by the new way alone", async () => {
  const s = openEars();
  const state = readState(await beginLinking("gitlab", slack("U1"), { secrets, desk: s.desk })) ?? assert.fail();
  const used = (await useLinking(state, s.desk)) ?? assert.fail();
  await beginLinking("gitlab", slack("U1"), { secrets: { ...secrets, state: "t".repeat(43) }, desk: s.desk });
  assert.equal(await proveLinking(state, used, { person, secret: "x", desk: s.desk }), undefined);
  assert.deepEqual(await confirmLink({ source: "gitlab", speaker: slack("U1") }, "23456789", s.desk), { none: true });
});
