import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { localTokens } from "../../functions/world/watchedTokens.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin, type TwinOptions } from "../../infra/twin/twin.ts";
import { unthrottled } from "../../lib/app/throttle.ts";
import { watchTokens } from "../../lib/app/tokens/watch.ts";
import type { TokenAnswer } from "../../lib/cli/tokens/answers.ts";
import { lackText, tokenTable } from "../../lib/cli/tokens/text.ts";
import { silent } from "../../lib/edge/log.ts";
import { apiHouse, now } from "./apiHouse.ts";

const day = 86_400_000;

/** The commands, after tick has asked a twin of a token that ends then. */
async function asked(t: TestContext, options: Partial<TwinOptions> & { expiresAt?: number | null; isRevoked?: true }) {
  const { expiresAt = null, isRevoked = false, ...rest } = options;
  const twin = createTwin({ clock: () => now, ...rest });
  const { id } = twin.addPerson({ username: "ada" });
  const token = twin.addToken("ada", { name: "penstock-act", expiresAt });
  for (const one of twin.world.tokens) if (one.text === token) one.isRevoked = isRevoked;
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const house = await apiHouse(t);
  const { url } = served;
  const tokens = localTokens({ url, token }, { callTimeoutSeconds: 5, clock: () => now });
  const world = { store: house.store, throttle: unthrottled, clock: () => now, log: silent };
  await watchTokens("gitlab", { ...world, tokens: async () => tokens });
  return { id, token, house };
}

test("a token that lasts is a line with whose it is, what it may and when it ends", async (t) => {
  const { id, token, house } = await asked(t, { expiresAt: now - (now % day) + 100 * day });
  const { code, text } = await house.here("tokens");
  assert.deepEqual(stripVTControlCharacters(text).split("\n"), [
    `state  token  name in GitLab  ${"user".padEnd(String(id).length)}  scopes  seen    what is so`,
    `valid  act    penstock-act    ${id}  api     0s ago  it ends with the beginning of 2027-02-28, in 99 days`,
  ]);
  assert.equal(code, 0);
  assert.ok(!text.includes(token));
});

test("a token that ends within a week, or that GitLab refuses, ends the command with 1, also for a program", async (t) => {
  const ending = await asked(t, { expiresAt: now + 6.5 * day });
  assert.match(
    (await ending.house.here("tokens")).text,
    /in 5 days: make a new one(.*\n)*.*1 token needs a new value now/,
  );
  const refused = await asked(t, { isRevoked: true });
  const json = await refused.house.here("tokens", "--json");
  const { tokens } = JSON.parse(json.out);
  assert.deepEqual([json.code, tokens[0].state, tokens[0].seenAt], [1, "refused", now]);
});

for (const vintage of [2016, 2020] as const)
  test(`a GitLab of ${vintage} does not tell of a token, which is no fault`, async (t) => {
    const { house } = await asked(t, { vintage });
    const { code, text } = await house.here("tokens");
    assert.match(text, /^unknown {2}act .*15\.5/m);
    assert.equal(code, 0);
  });

test("where no token was looked at the command says so, and gives a program an empty list", async (t) => {
  const house = await apiHouse(t);
  const { code, text } = await house.here("tokens");
  assert.deepEqual([code, text], [0, "no token was looked at yet: that is done within minutes, and then once a day"]);
  assert.deepEqual(JSON.parse((await house.here("tokens", "--json")).out), { tokens: [], now });
});

test("names that others gave steer no terminal", () => {
  const token: TokenAnswer = { name: "act", state: "valid", words: "fine", seenAt: now, label: "a\u001b[2Jb" };
  assert.ok(!tokenTable([token], now).map(stripVTControlCharacters).join().includes("\u001b"));
  assert.equal(lackText([token]), undefined);
});
