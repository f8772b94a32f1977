import assert from "node:assert/strict";
import { test } from "node:test";
import { readerGitLab, workerGitLab } from "../../functions/world/tokens.ts";
import { budgetsOf } from "../../functions/world/watched.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { SettingsError } from "../../lib/core/errors.ts";
import { readSettings } from "../../lib/edge/config.ts";
import { askParameters } from "../../lib/edge/parameters.ts";
import { createSecrets } from "../../lib/edge/secrets.ts";
import { type Source, Sources } from "../../lib/edge/sources.ts";
import { parameterStore } from "../edge/ssm.ts";

const source: Source = {
  id: "main",
  url: "https://gitlab.example.com",
  projects: ["**"],
  tokens: { act: "act", clean: "clean", read: "read" },
  webhookSecrets: [{ id: "all", parameter: "group-hook" }],
};

for (const [tokens, budgets] of [
  [{ act: "a", clean: "b", read: "c" }, ["act", "clean", "read"]],
  [{ act: "a" }, ["act", "act", "act"]],
  [{ act: "a", clean: "a", read: "a" }, ["act", "act", "act"]],
  [{ act: "a", clean: "b" }, ["act", "clean", "act"]],
  [{ act: "a", read: "c" }, ["act", "act", "read"]],
  [{ act: "a", clean: "b", read: "b" }, ["act", "clean", "clean"]],
] as const)
  test(`tokens ${JSON.stringify(tokens)} have the budgets ${[...new Set(budgets)].join(", ")}`, () => {
    const { act, clean, read } = budgetsOf({ tokens });
    assert.deepEqual([act, clean, read], budgets);
  });

test("what GitLab answers is told under the token that it was asked with", async (t) => {
  const twin = createTwin({ clock: () => Date.UTC(2026, 10, 20) });
  for (const username of ["actor", "cleaner", "reader"]) twin.addPerson({ username });
  const members = { actor: "developer", cleaner: "maintainer", reader: "reporter" } as const;
  const project = twin.addProject({ path: "shop/api", members });
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const values = { "gitlab/act": "actor", "gitlab/clean": "cleaner", "gitlab-read/read": "reader" };
  const parameters = Object.entries(values).map(
    ([name, who]) => [`/penstock/prod/${name}`, twin.addToken(who)] as const,
  );
  const { client } = await parameterStore(t, new Map(parameters));
  const secrets = createSecrets({ clock: () => 0, spread: 0, ask: askParameters(client) });
  const told: string[] = [];
  const onAnswer = (token: string, { status }: { status?: number }) => void told.push(`${token} ${status}`);
  const way = {
    source: { ...source, url: served.url },
    stage: "prod",
    secrets,
    callTimeoutSeconds: 5,
    clock: () => 0,
    onAnswer,
  };
  const worker = await workerGitLab(way)();
  await worker.reads.project(project.id);
  await worker.writes.deleteArtifacts(project.id, 404);
  await (await readerGitLab(way)()).project(project.id);
  assert.deepEqual(told, ["act 200", "clean 404", "read 200"]);
});

test("a budget has bounds: a budget of nothing would stop all, and nobody means a million requests a second", () => {
  const read = (requestsPerMinute: number) =>
    Sources.safeParse({ version: 1, sources: [{ ...source, requestsPerMinute }] }).error?.issues[0]?.message;
  assert.deepEqual([read(60), read(600), read(1_000_000)], [undefined, undefined, undefined]);
  assert.match(read(0) ?? "", /at least 60/);
  assert.match(read(60_000_000) ?? "", /at most 1000000/);
  const settings = (text?: string) =>
    readSettings(
      {
        PENSTOCK_GITLAB_URL: "https://gitlab.example.com",
        PENSTOCK_GITLAB_TOKEN: "glpat-0123456789",
        ...(text !== undefined && { PENSTOCK_REQUESTS_PER_MINUTE: text }),
      },
      ["gitlab"],
    ).PENSTOCK_REQUESTS_PER_MINUTE;
  assert.deepEqual([settings(), settings("90")], [600, 90]);
  for (const text of ["0", "59", "-600", "many", "1.5", "1000001"]) assert.throws(() => settings(text), SettingsError);
});
