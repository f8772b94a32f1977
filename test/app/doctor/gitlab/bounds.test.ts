import assert from "node:assert/strict";
import { test } from "node:test";
import { illnesses, wellWords } from "../../../../lib/app/doctor/gitlab/illnesses.ts";
import { ills, town } from "./town.ts";

test("of many projects 200 are looked at one by one, and the others are named as not seen", async (t) => {
  const { twin, examine, usual } = await town(t);
  const members = {
    "act-bot": "developer",
    "clean-bot": "maintainer",
    "read-bot": "reporter",
    "hooks-bot": "maintainer",
  } as const;
  for (let count = 0; count < 260; count++)
    twin.addProject({ path: `shop/p${String(count).padStart(3, "0")}`, members });
  for (const { path } of twin.world.projects) twin.addHook(path, { ...usual, pipelineEvents: path === "shop/api" });
  const found = await examine();
  assert.deepEqual(ills(found), ["projectsNotSeen unknown projects of main"]);
  const pages = 4 * 4 * 3;
  assert.ok(twin.requests.length <= 6 * 4 + pages + 5 * 200 + 1, `${twin.requests.length} requests`);
});

test("no project at all, and rules that cannot be read, are told", async (t) => {
  const { examine } = await town(t);
  assert.deepEqual(ills(await examine({ projects: ["other/*"] })), [
    "entryMatchesNothing warning entry other/* in projects of main",
    "projectsNone broken projects of main",
  ]);
  const { hooks, examine: again } = await town(t);
  hooks();
  assert.deepEqual(ills(await again({ rules: "{" })), ["rulesUnreadable broken rules of main"]);
  const broken = { version: 1, rules: [{ id: "odd", do: { action: "fly", params: {} } }] };
  assert.deepEqual(ills(await again({ rules: JSON.stringify(broken) })), ["ruleBroken broken rule odd of main"]);
});

test("every illness has its words, and none is called as what is well", () => {
  for (const [id, { means, cure, levels }] of Object.entries(illnesses)) {
    assert.ok(means.length > 10 && cure.length > 5 && levels.length > 0, id);
    assert.ok(!(levels as readonly string[]).includes("well"), id);
    assert.ok(!(wellWords as readonly string[]).includes(id), id);
  }
});
