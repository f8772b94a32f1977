import assert from "node:assert/strict";
import { test } from "node:test";
import { believedBy } from "../../functions/world/believed.ts";
import { deployedSource } from "../../functions/world/sources.ts";
import { readerGitLab, workerGitLab } from "../../functions/world/tokens.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { askParameters } from "../../lib/edge/parameters.ts";
import { createSecrets } from "../../lib/edge/secrets.ts";
import { type Source, Sources } from "../../lib/edge/sources.ts";
import { prepareSecret, type Secret } from "../../lib/gitlab/secret.ts";
import { isAuthentic } from "../../lib/gitlab/signature.ts";
import { parameterStore } from "../edge/ssm.ts";

const source: Source = {
  id: "main",
  url: "https://gitlab.example.com",
  projects: ["shop/**", "tools/**", "!shop/secret"],
  tokens: { act: "act", clean: "clean", read: "read" },
  webhookSecrets: [
    { id: "shop", parameter: "shop-hook", projects: ["shop/**"] },
    { id: "all", parameter: "group-hook" },
  ],
};
const shop = "the-secret-of-shop's-hooks";
const group = "the-secret-of-group-hooks";

async function door(t: Parameters<typeof parameterStore>[0], values: Record<string, string>) {
  const names = new Map(Object.entries(values).map(([name, value]) => [`/penstock/prod/${name}`, value]));
  const { client, state } = await parameterStore(t, names);
  const secrets = createSecrets({ clock: () => 0, spread: 0, ask: askParameters(client) });
  return { secrets, state, source: deployedSource(source, "prod", secrets) };
}

const believes = async (one: ReturnType<typeof deployedSource>, token: string) =>
  isAuthentic({ headers: { "x-gitlab-token": token }, body: Buffer.from("{}"), secrets: await one.secrets(), now: 0 });

test("each secret of a deployed source is believed, an older one beside it too", async (t) => {
  const d = await door(t, { "webhook/shop-hook": `${shop}\n${shop}-2`, "webhook/group-hook": group });
  assert.deepEqual(await believes(d.source, shop), { secret: "shop" });
  assert.deepEqual(await believes(d.source, `${shop}-2`), { secret: "shop" });
  assert.deepEqual(await believes(d.source, group), { secret: "all" });
  assert.ok("refused" in (await believes(d.source, "somebody-else's-secret")));
});

test("a secret speaks for its own projects, within those of its source", async (t) => {
  const { source: one } = await door(t, {});
  const speaks = (id: string, path?: string) => one.speaksFor(id, { id: 7, ...(path !== undefined && { path }) });
  assert.deepEqual(
    [speaks("shop", "shop/api"), speaks("shop", "tools/x"), speaks("shop", "shop/secret")],
    [true, false, false],
  );
  assert.deepEqual(
    [speaks("all", "tools/x"), speaks("all", "other/x"), speaks("all", "shop/secret")],
    [true, false, false],
  );
  assert.deepEqual([speaks("unknown", "shop/api"), speaks("all")], [false, false]);
});

test("of a group only a secret for all projects speaks, of a source that is for all projects", async (t) => {
  const { source: narrow, secrets } = await door(t, {});
  assert.deepEqual([narrow.speaksFor("all", undefined), narrow.speaksFor("unknown", undefined)], [false, false]);
  const wide = deployedSource({ ...source, projects: ["**"] }, "prod", secrets);
  assert.deepEqual(
    [wide.speaksFor("all", undefined), wide.speaksFor("shop", undefined), wide.speaksFor("unknown", undefined)],
    [true, false, false],
  );
});

test("a secret in SSM that is too short to be believed stops the door instead of opening it", async (t) => {
  const d = await door(t, { "webhook/shop-hook": "short", "webhook/group-hook": group });
  await assert.rejects(d.source.secrets(), /webhook secret "shop" is shorter than 16/);
});

test("one line that is not fit does not close the door: the others are believed, and it is told without its value", async (t) => {
  const told: string[] = [];
  const log = {
    info: () => {},
    error: (what: string, fields?: object) => void told.push(`${what} ${JSON.stringify(fields)}`),
  };
  const { secrets } = await door(t, { "webhook/shop-hook": `${shop}\nshort`, "webhook/group-hook": group });
  const one = deployedSource(source, "prod", secrets, log);
  assert.deepEqual(await believes(one, shop), { secret: "shop" });
  assert.deepEqual(await believes(one, group), { secret: "all" });
  assert.ok("refused" in (await believes(one, "short")));
  assert.equal(told.length, 1);
  assert.match(told[0] ?? "", /line 2 of the SSM parameter \/penstock\/prod\/webhook\/shop-hook: .*shorter than 16/);
});

test("a signing token that is not fit does not make a plain one enough", async (t) => {
  const d = await door(t, { "webhook/shop-hook": `${shop}\nwhsec_broken`, "webhook/group-hook": group });
  await assert.rejects(d.source.secrets(), /no base64/);
  const signing = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const e = await door(t, { "webhook/shop-hook": `${shop}\nwhsec_broken`, "webhook/group-hook": signing });
  assert.deepEqual(
    (await e.source.secrets()).map(({ kind }) => kind),
    ["signing"],
  );
});

test("a signing token whose time is over does not make a plain one enough", async (t) => {
  const over = `whsec_${Buffer.alloc(32, 7).toString("base64")} # notAfter=1969-12-31T00:00Z`;
  for (const beside of ["webhook/shop-hook", "webhook/group-hook"]) {
    const values = { "webhook/shop-hook": shop, "webhook/group-hook": group };
    const d = await door(t, { ...values, [beside]: `${values["webhook/shop-hook"]}\n${over}` });
    await assert.rejects(d.source.secrets(), (error: Error) => {
      assert.match(error.message, /line 2 of the SSM parameter .*: its time is over/);
      return !error.message.includes("whsec_BwcH");
    });
  }
});

test("a secret that was put in order is believed at the next delivery, not 5 minutes later", async (t) => {
  const values = new Map([
    ["/penstock/prod/webhook/shop-hook", "short"],
    ["/penstock/prod/webhook/group-hook", group],
  ]);
  const { client, state } = await parameterStore(t, values);
  let now = 0;
  const secrets = createSecrets({ clock: () => now, spread: 0, ask: askParameters(client) });
  const one = deployedSource(source, "prod", secrets);
  const answer = () => believedBy(one, { headers: { "x-gitlab-token": shop }, body: Buffer.from("{}"), now });
  await assert.rejects(answer(), /shorter than 16/);
  values.set("/penstock/prod/webhook/shop-hook", shop);
  await assert.rejects(answer(), /shorter than 16/);
  assert.equal(state.asked, 1);
  now += 10_000;
  assert.deepEqual(await answer(), { secret: "shop" });
});

test("a signing token in quotes does not make a plain one enough", async (t) => {
  const quoted = `"whsec_${Buffer.alloc(32, 7).toString("base64")}"`;
  const d = await door(t, { "webhook/shop-hook": `${shop}\n${quoted}`, "webhook/group-hook": group });
  await assert.rejects(d.source.secrets(), /line 2 of .*but not first/);
});

test("who was refused while others had the secrets read anew is believed by the new ones", async () => {
  const [old, fresh] = [shop, `${shop}-2`].map((value) => [prepareSecret({ id: "shop", value }) as Secret]);
  let live = old ?? [];
  const one = {
    id: "main",
    secrets: async () => live,
    // They came between the look and this question, which therefore has nothing to do.
    renewed: async () => {
      live = fresh ?? [];
      return false;
    },
    speaksFor: () => true,
  };
  const headers = { "x-gitlab-token": `${shop}-2` };
  assert.deepEqual(await believedBy(one, { headers, body: Buffer.from("{}"), now: 0 }), { secret: "shop" });
});

test("a hook whose secret was exchanged right behind its parameter is believed", async (t) => {
  const values = new Map([
    ["/penstock/prod/webhook/shop-hook", shop],
    ["/penstock/prod/webhook/group-hook", group],
  ]);
  const { client } = await parameterStore(t, values);
  let now = 0;
  const secrets = createSecrets({ clock: () => now, spread: 0, ask: askParameters(client) });
  const one = deployedSource(source, "prod", secrets);
  const answer = (token: string) =>
    believedBy(one, { headers: { "x-gitlab-token": token }, body: Buffer.from("{}"), now });
  assert.deepEqual(await answer(shop), { secret: "shop" });
  values.set("/penstock/prod/webhook/shop-hook", `${shop}-2`);
  now += 20_000;
  assert.deepEqual(await answer(`${shop}-2`), { secret: "shop" });
  assert.ok("refused" in (await answer("somebody-else's-secret")));
});

test("a worker acts with one token and deletes with another; the patrol looks with a third", async (t) => {
  const twin = createTwin({ clock: () => Date.UTC(2026, 10, 20) });
  for (const username of ["actor", "cleaner", "reader"]) twin.addPerson({ username });
  const project = twin.addProject({
    path: "shop/api",
    members: { actor: "developer", cleaner: "maintainer", reader: "reporter" },
  });
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const d = await door(t, {
    "gitlab/act": twin.addToken("actor"),
    "gitlab/clean": twin.addToken("cleaner"),
    "gitlab-read/read": twin.addToken("reader"),
  });
  const { id } = twin.addPipeline(project.id, { jobs: [{ name: "build" }] });
  const job = twin.fail(twin.run(twin.jobNamed(id, "build").id).id);
  const here = { ...source, url: served.url };
  const worker = await workerGitLab({
    source: here,
    stage: "prod",
    secrets: d.secrets,
    callTimeoutSeconds: 5,
    clock: () => 0,
  })();
  assert.equal((await worker.reads.me()).username, "actor");
  await worker.writes.retry(project.id, job.id);
  twin.succeed(twin.jobNamed(id, "build").id);
  await worker.writes.deleteArtifacts(project.id, twin.jobNamed(id, "build").id);
  assert.deepEqual(
    twin.effects.map(({ verb, user }) => [verb, user]),
    [
      ["retry", "actor"],
      ["deleteArtifacts", "cleaner"],
    ],
  );
  const reads = await readerGitLab({
    source: here,
    stage: "prod",
    secrets: d.secrets,
    callTimeoutSeconds: 5,
    clock: () => 0,
  })();
  assert.equal((await reads.me()).username, "reader");
});

test("a worker without its token says which parameter is missing", async (t) => {
  const d = await door(t, {});
  await assert.rejects(
    workerGitLab({ source, stage: "prod", secrets: d.secrets, callTimeoutSeconds: 5, clock: () => 0 })(),
    {
      code: "unauthorized",
      message: /\/penstock\/prod\/gitlab\/act/,
    },
  );
});

for (const [why, value] of [
  ["is blank", "  \n "],
  ["cannot be a token", "two words"],
] as const)
  test(`a worker whose token ${why} looks again later instead of failing`, async (t) => {
    const d = await door(t, { "gitlab/act": value, "gitlab/clean": value });
    await assert.rejects(
      workerGitLab({ source, stage: "prod", secrets: d.secrets, callTimeoutSeconds: 5, clock: () => 0 })(),
      {
        name: "GitLabError",
        code: "unauthorized",
      },
    );
  });

test("two sources of one id are refused, and so is a source without a secret", () => {
  const read = Sources.safeParse({ version: 1, sources: [source, source] });
  assert.match(read.error?.issues[0]?.message ?? "", /a second source main/);
  assert.equal(Sources.safeParse({ version: 1, sources: [{ ...source, webhookSecrets: [] }] }).success, false);
  assert.equal(
    Sources.safeParse({ version: 1, sources: [{ ...source, url: "http://gitlab.example.com" }] }).success,
    false,
  );
});
