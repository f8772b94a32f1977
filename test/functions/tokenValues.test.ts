import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { workerGitLab } from "../../functions/world/tokens.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { createSecrets } from "../../lib/edge/secrets.ts";

const parameter = "/penstock/prod/gitlab/act";

/** A worker of a source whose token's parameter may be changed. */
async function office(t: TestContext) {
  let now = Date.UTC(2026, 10, 20);
  const clock = () => now;
  const twin = createTwin({ clock });
  const tokens = ["ada", "bob"].map((username) => {
    twin.addPerson({ username });
    return twin.addToken(username);
  });
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const [ada = "", bob = ""] = tokens;
  const state = { text: ada, asked: 0 };
  const ask = async () => {
    state.asked++;
    return new Map([[parameter, state.text]]);
  };
  const told: string[] = [];
  const log = {
    info: () => {},
    error: (what: string, fields?: object) => void told.push(`${what} ${JSON.stringify(fields)}`),
  };
  const open = workerGitLab({
    source: { id: "main", url: served.url, projects: ["**"], tokens: { act: "act" }, webhookSecrets: [] },
    ...{ stage: "prod", callTimeoutSeconds: 5, clock, log },
    secrets: createSecrets({ clock, spread: 0, ask }),
  });
  return {
    ...{ ada, bob, state, told },
    /** Whom GitLab takes us for. */
    who: async () => {
      const { reads } = await open();
      // Who it is, is remembered; this is asked.
      await reads.projectNamed("shop/api");
      return (await reads.me()).username;
    },
    open,
    pass: (seconds: number) => {
      now += seconds * 1_000;
    },
    revoke: (text: string) => {
      for (const token of twin.world.tokens) if (token.text === text) token.isRevoked = true;
    },
  };
}

test("of several tokens the first is used; one that GitLab refuses is set aside for the next from the next request on", async (t) => {
  const o = await office(t);
  o.state.text = `${o.ada}\n${o.bob}`;
  assert.equal(await o.who(), "ada");
  o.revoke(o.ada);
  await assert.rejects(o.who(), { code: "unauthorized" });
  assert.equal(await o.who(), "bob");
  assert.deepEqual(o.told, [`token refused {"source":"main","token":"act","parameter":"${parameter}"}`]);
});

test("a token that GitLab refuses has the parameter read anew, at most once in 10 seconds", async (t) => {
  const o = await office(t);
  assert.equal(await o.who(), "ada");
  o.revoke(o.ada);
  o.state.text = o.bob;
  o.pass(5);
  for (let tries = 0; tries < 5; tries++) await assert.rejects(o.who(), { code: "unauthorized" });
  assert.equal(o.state.asked, 1);
  o.pass(5);
  assert.equal(await o.who(), "bob");
  assert.equal(o.state.asked, 2);
});

test("a token that was exchanged takes effect within 5 minutes, whether GitLab still takes the old one or not", async (t) => {
  const o = await office(t);
  assert.equal(await o.who(), "ada");
  o.state.text = o.bob;
  assert.equal(await o.who(), "ada");
  o.pass(300);
  assert.equal(await o.who(), "bob");
});

test("when GitLab refuses every token that is said as ever, and what is put there next is used", async (t) => {
  const o = await office(t);
  o.revoke(o.ada);
  o.revoke(o.bob);
  o.state.text = `${o.ada}\n${o.bob}`;
  for (let tries = 0; tries < 3; tries++)
    await assert.rejects(o.who(), { code: "unauthorized", advice: /make a new one/ });
});

test("a token whose time is over is not used, and one that cannot be a token is told with its place", async (t) => {
  const o = await office(t);
  o.state.text = `${o.ada} # notAfter=2026-11-19T00:00Z\ntwo words\n${o.bob}`;
  assert.equal(await o.who(), "bob");
  assert.deepEqual(o.told.length, 1);
  assert.match(o.told[0] ?? "", /line 2 of the SSM parameter \/penstock\/prod\/gitlab\/act: it is no token/);
  o.state.text = `${o.ada} # notAfter=2026-11-19T00:00Z`;
  o.pass(300);
  await assert.rejects(o.open(), { code: "unauthorized", message: /gitlab\/act holds no live token/ });
});
