import assert from "node:assert/strict";
import { test } from "node:test";
import { askKey } from "../../../lib/app/talk/asks.ts";
import type { TalkDesk } from "../../../lib/app/talk/desk.ts";
import { forgetOld } from "../../../lib/app/talk/forget.ts";
import { beginLinking } from "../../../lib/app/talk/linking.ts";
import { openEars, slack } from "./hearing.ts";

const secrets = { state: "s".repeat(43), verifier: "v".repeat(43) };
const later = Number.POSITIVE_INFINITY;

function tended(s: ReturnType<typeof openEars>, until = later): Promise<number> {
  return forgetOld("gitlab", s.desk as TalkDesk, until);
}

async function keys(s: ReturnType<typeof openEars>, scope: string): Promise<number> {
  return (await s.store.notes(scope)).filter(({ key }) => key !== "done").length;
}

test("links that nobody finished are forgotten, at most once an hour, and those that still hold are not", async () => {
  const s = openEars();
  for (const user of ["U1", "U2"]) await beginLinking("gitlab", slack(user), { secrets, desk: s.desk });
  await s.store.putNote({ scope: "linking#gitlab", key: "old" }, "of another version", undefined);
  assert.equal(await tended(s), 1);
  s.advance(3599);
  assert.equal(await tended(s), 0);
  await beginLinking("gitlab", slack("U3"), { secrets, desk: s.desk });
  s.advance(1);
  assert.equal(await tended(s), 2);
  assert.equal(await keys(s, "linking#gitlab"), 1);
});

test("asks that nobody answers are forgotten after a day, and those whose ends are waited for after two months", async () => {
  const s = openEars();
  const person = { userId: 7, username: "user7" };
  for (const state of ["open", "answered"] as const) {
    const ask = s.askOf(slack("U1"));
    const value = JSON.stringify({ ask, person, state, tries: 1, awaits: ["t"] });
    await s.store.putNote(askKey(ask, state), value, undefined);
  }
  const left = [];
  for (const hours of [23, 1, 58 * 24, 24]) {
    s.advance(hours * 3600);
    await tended(s);
    left.push((await s.asks()) + (await s.store.notes("asked#gitlab")).length);
  }
  assert.deepEqual(left, [2, 1, 1, 0]);
});

test("so much is forgotten at one time that it ends, and nothing after its time", async () => {
  const s = openEars();
  for (let at = 0; at < 520; at++) await s.store.putNote({ scope: "linking#gitlab", key: `k${at}` }, "x", undefined);
  assert.equal(await tended(s, 0), 0);
  s.advance(3600);
  assert.equal(await tended(s), 500);
  s.advance(3600);
  assert.equal(await tended(s), 20);
});

test("messages that nobody can read, and what was shown of gates where none are shown any more, are forgotten", async () => {
  const s = openEars();
  const kinds = ["post#gitlab", "request#gitlab"];
  for (const scope of kinds) await s.store.putNote({ scope, key: "k" }, "of another version", undefined);
  const post = { to: slack("U1"), message: { tone: "ok", title: [], lines: [] }, at: 0, tries: 0 };
  await s.store.putNote({ scope: "post#gitlab", key: "mine" }, JSON.stringify(post), undefined);
  const shown = { project: 1, job: 2, channel: "ops", digest: "", shape: "", nonce: "n", yes: [], round: 0, at: 0 };
  await s.store.putNote({ scope: "request#gitlab", key: "mine" }, JSON.stringify(shown), undefined);
  const place = { provider: "slack", team: "T1", channel: "C1" } as const;
  const routes = [{ source: "gitlab", to: "ops", tell: ["gates" as const] }];
  const telling = { ...s.desk, settings: { ...s.desk.settings, channels: { ops: place }, routes } };
  assert.equal(await forgetOld("gitlab", telling as unknown as TalkDesk, later), 2);
  assert.deepEqual(await Promise.all(kinds.map((scope) => keys(s, scope))), [1, 1]);
  s.advance(3600);
  assert.equal(await tended(s), 1);
  assert.deepEqual(await Promise.all(kinds.map((scope) => keys(s, scope))), [1, 0]);
});
