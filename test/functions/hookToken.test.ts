import assert from "node:assert/strict";
import { test } from "node:test";
import { hooksGitLab } from "../../functions/world/tokens.ts";
import { budgetsOf } from "../../functions/world/watched.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { askParameters } from "../../lib/edge/parameters.ts";
import { createSecrets } from "../../lib/edge/secrets.ts";
import type { Source } from "../../lib/edge/sources.ts";
import { parameterStore } from "../edge/ssm.ts";

test("hooks are seen with a token of their own, that stands where no other does", async (t) => {
  const twin = createTwin({ clock: () => Date.UTC(2026, 10, 20) });
  twin.addPerson({ username: "keeper" });
  const project = twin.addProject({ path: "shop/api", members: { keeper: "maintainer" } });
  const { id } = twin.addHook(project.id, { url: "https://bot.example.com/gitlab/main", jobEvents: true });
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const parameters = new Map([["/penstock/prod/gitlab-hooks/tend", twin.addToken("keeper")]]);
  const { client } = await parameterStore(t, parameters);
  const secrets = createSecrets({ clock: () => 0, spread: 0, ask: askParameters(client) });
  const source: Source = {
    id: "main",
    url: served.url,
    projects: ["**"],
    tokens: { act: "act", hooks: "tend" },
    webhookSecrets: [{ id: "all", parameter: "group-hook" }],
  };
  const told: string[] = [];
  const onAnswer = (token: string) => void told.push(token);
  const way = { source, stage: "prod", secrets, callTimeoutSeconds: 5, clock: () => 0, onAnswer };
  const page = await (await hooksGitLab(way)())?.hooksPage(project.id);
  assert.deepEqual([page && "items" in page && page.items.map((hook) => hook.id), told], [[id], ["hooks"]]);
  assert.equal(await hooksGitLab({ ...way, source: { ...source, tokens: { act: "act" } } })(), undefined);
});

for (const [tokens, budget] of [
  [{ act: "a" }, "act"],
  [{ act: "a", hooks: "h" }, "hooks"],
  [{ act: "a", hooks: "a" }, "act"],
  [{ act: "a", clean: "c", hooks: "c" }, "clean"],
  [{ act: "a", read: "r", hooks: "r" }, "read"],
  [{ act: "a", clean: "c", read: "r", hooks: "h" }, "hooks"],
] as const)
  test(`of the tokens ${JSON.stringify(tokens)} hooks count on the budget ${budget}`, () => {
    assert.equal(budgetsOf({ tokens }).hooks, budget);
  });
