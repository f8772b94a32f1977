import assert from "node:assert/strict";
import { test } from "node:test";
import { unthrottled } from "../../../lib/app/throttle.ts";
import { tokenStandings } from "../../../lib/app/tokens/standings.ts";
import { type OpenToken, watchTokens } from "../../../lib/app/tokens/watch.ts";
import { GitLabError } from "../../../lib/core/errors.ts";
import type { TokenSaid } from "../../../lib/core/tokenStanding.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 10, 20, 9);

/** A token that says what it is told to, and what was told of it. */
function post() {
  let now = start;
  const store = createMemoryStore();
  const state: { mark: string; said: readonly (TokenSaid | Error)[]; asked: number } = {
    mark: "m1",
    said: [],
    asked: 0,
  };
  const told: string[] = [];
  const tell = (level: string) => (what: string, fields?: object) =>
    void told.push(`${level} ${what} ${JSON.stringify(fields)}`);
  const open = async (): Promise<OpenToken> => ({
    mark: state.mark,
    looks: state.said.map((said) => async () => {
      state.asked++;
      if (said instanceof Error) throw said;
      return said;
    }),
  });
  const world = {
    ...{ store, throttle: unthrottled, clock: () => now, log: { info: tell("info"), error: tell("error") } },
    tokens: async () => [{ name: "act" as const, open }],
  };
  return {
    ...{ state, told, world },
    watch: () => watchTokens("main", world),
    standings: () => tokenStandings("main", { store, now }),
    pass: (millis: number) => {
      now += millis;
    },
  };
}

const ends = (days: number): TokenSaid => ({
  kind: "described",
  userId: 7,
  scopes: ["api"],
  expiresAt: start + days * day,
});

test("a token is asked of once a day, and at once when its value was exchanged", async () => {
  const p = post();
  p.state.said = [ends(200)];
  for (let minutes = 0; minutes < 24 * 60; minutes += 10, p.pass(600_000)) await p.watch();
  assert.equal(p.state.asked, 1);
  await p.watch();
  assert.equal(p.state.asked, 2);
  p.state.mark = "m2";
  await p.watch();
  assert.equal(p.state.asked, 3);
  assert.ok(p.told.every((line) => line.startsWith("info token ")));
});

test("30, 14, 7 and 1 days before its end an error is told, each once", async () => {
  const p = post();
  const errors: number[] = [];
  for (let left = 40; left >= 0; left--) {
    p.state.said = [ends(40)];
    await p.watch();
    const last = p.told.at(-1) ?? "";
    if (last.startsWith("error token ")) errors.push(left);
    p.pass(day);
  }
  assert.deepEqual(errors, [30, 14, 7, 1, 0]);
  assert.equal(p.told.length, 41);
  assert.match(p.told[10] ?? "", /"source":"main","token":"act","days":30,"words":"it ends with .* make a new one/);
});

test("a token that GitLab refuses is an error, asked of every hour until another is there", async () => {
  const p = post();
  p.state.said = [{ kind: "refused", words: "GitLab refuses it" }];
  for (let minutes = 0; minutes < 120; minutes += 1, p.pass(60_000)) await p.watch();
  assert.deepEqual(p.told, Array(2).fill('error token {"source":"main","token":"act","words":"GitLab refuses it"}'));
  assert.deepEqual(
    (await p.standings()).map(({ state }) => state),
    ["refused"],
  );
  p.state.mark = "m2";
  p.state.said = [ends(300)];
  await p.watch();
  assert.deepEqual(
    (await p.standings()).map(({ state, userId, days }) => [state, userId, days]),
    [["valid", 7, 299]],
  );
});

test("of several values the first that GitLab accepts tells how the token stands", async () => {
  const p = post();
  p.state.said = [{ kind: "refused", words: "GitLab refuses it" }, ends(5)];
  await p.watch();
  assert.deepEqual(
    (await p.standings()).map(({ state, days }) => [state, days]),
    [["expiring", 5]],
  );
});

test("a GitLab that does not tell is no alarm, nor is a token that never ends", async () => {
  const p = post();
  for (const said of [
    { kind: "untold", words: "GitLab does not describe this token" },
    { kind: "described" },
    { kind: "described", expiresAt: null },
  ] as const) {
    p.state.said = [said];
    await p.watch();
    p.pass(day);
  }
  assert.equal(p.told.filter((line) => line.startsWith("error")).length, 0);
  assert.equal(p.told.length, 3);
});

test("a GitLab that cannot be asked says nothing of the token", async () => {
  const p = post();
  p.state.said = [new GitLabError("unreachable", "no answer", { advice: "wait" })];
  await p.watch();
  assert.deepEqual([p.told, await p.standings()], [[], []]);
});

test("two functions that look at once tell it once", async () => {
  const p = post();
  p.state.said = [ends(3)];
  await Promise.all([p.watch(), p.watch(), p.watch()]);
  assert.equal(p.told.length, 1);
});
