import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { openStage } from "../../infra/local/stage.ts";
import { diagnosesJson, diagnosisLines, sumText } from "../../lib/cli/doctor/text.ts";
import type { Diagnosis } from "../../lib/core/diagnosis.ts";
import { systemClock } from "../../lib/edge/clock.ts";
import { ranHere } from "./apiHouse.ts";

function folder(t: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

test("where nothing is set at all it says what to set next, and exits 0", async (t) => {
  const home = folder(t);
  const none = { PENSTOCK_RUNNING: join(home, "running.json") };
  const { code, text } = await ranHere(["doctor", "--file", join(home, "penstock.yaml")], none);
  assert.match(text, /\? the local run: No Penstock runs here .*\n {6}Start one with npm start/);
  assert.match(text, /\? GitLab: .*\n {6}Set PENSTOCK_GITLAB_URL, then PENSTOCK_GITLAB_TOKEN/);
  assert.match(text, /✓ 2 well: Penstock \d/);
  assert.equal(code, 0, text);
});

test("every malformed, unknown or lacking setting is told at once", async (t) => {
  const home = folder(t);
  const { code, text } = await ranHere(["doctor", "--file", join(home, "penstock.yaml")], {
    PENSTOCK_RUNNING: join(home, "running.json"),
    PENSTOCK_PROJECT: "shop/**",
    PENSTOCK_PORT: "none",
    PENSTOCK_GITLAB_URL: "http://gitlab.example.com",
    PENSTOCK_GITLAB_TOKEN: "glpat-made-up-for-this",
    PENSTOCK_WEBHOOK_SECRETS: "short",
  });
  assert.match(text, /did you mean PENSTOCK_PROJECTS\?/);
  assert.match(text, /PENSTOCK_PORT is no whole number/);
  assert.match(text, /PENSTOCK_GITLAB_URL is no https address/);
  assert.match(text, /PENSTOCK_WEBHOOK_SECRETS: .*shorter than 16/);
  assert.doesNotMatch(text, /glpat-made/);
  assert.equal(code, 1);
});

test("a GitLab that is set for npm start, but not all that it needs, is a warning", async (t) => {
  const home = folder(t);
  const stage = await openStage({ rules: [], startsAt: systemClock() });
  t.after(() => stage.close());
  const { text } = await ranHere(["doctor", "--file", join(home, "penstock.yaml")], {
    PENSTOCK_RUNNING: join(home, "running.json"),
    PENSTOCK_GITLAB_URL: stage.twin.world.url,
    PENSTOCK_GITLAB_TOKEN: stage.twin.bot.token,
  });
  assert.match(text, /! npm start: It would refuse: PENSTOCK_WEBHOOK_SECRETS/);
  assert.match(text, /✓ .*GitLab of gitlab/);
});

test("a local run is examined with its own tables, its API and its twin", async (t) => {
  const home = folder(t);
  const token = "a-token-of-twenty-letters";
  const rules = `version: 1\ndefaults: { mode: enforce }\nrules: [{ id: again, projects: ["**"], on: job, when: { status: failed }, do: retry }]`;
  const stage = await openStage({
    rules: [{ file: "rules.yaml", text: rules }],
    startsAt: systemClock(),
    house: { apiToken: token },
  });
  t.after(() => stage.close());
  await stage.house.driver.patrol();
  const { url } = stage.house;
  const file = join(home, "running.json");
  const { twin } = stage;
  const running = {
    ...{ url, source: "gitlab", secrets: [stage.hook.signingToken], api: { url, token }, pid: process.pid },
    twin: { url: twin.world.url, token: twin.bot.token, bot: twin.bot.token },
  };
  writeFileSync(file, JSON.stringify(running), { mode: 0o600 });
  const { code, text } = await ranHere(["doctor", "--verbose"], { PENSTOCK_RUNNING: file });
  assert.match(text, /✓ patrol of gitlab: 1 of 1 projects/);
  assert.match(text, /✓ rules of gitlab: Version 1: 1 of 1 act/);
  assert.match(text, /^hooks$/m);
  assert.equal(code, 0, text);
  const other = await ranHere(["doctor", "--source", "gitlap"], { PENSTOCK_RUNNING: file });
  assert.deepEqual([other.code, other.text], [1, 'there is no source "gitlap": did you mean gitlab?']);
});

test("a deployment's API tells how it gets on to whoever has no AWS credentials", async (t) => {
  const token = "a-token-of-twenty-letters";
  const stage = await openStage({ rules: [], startsAt: systemClock(), house: { apiToken: token } });
  t.after(() => stage.close());
  const home = folder(t);
  const { code, text } = await ranHere(["doctor", "--file", join(home, "penstock.yaml")], {
    PENSTOCK_RUNNING: join(home, "running.json"),
    PENSTOCK_API_URL: stage.house.url,
    PENSTOCK_API_TOKEN: token,
  });
  assert.match(text, /\? the deployment: No stage was named/);
  assert.match(text, /! patrol of gitlab: It never ran/);
  assert.equal(code, 0, text);
});

const one: Diagnosis = {
  id: "a",
  area: "hooks",
  level: "broken",
  about: "hook 1",
  says: "It is off.",
  cure: "test it",
};

test("what is found stands by area, worst knowledge with its cure, what is well in one line", () => {
  const remedy = { does: "test it", apply: async () => ({ done: "" }) };
  const all: Diagnosis[] = [
    { ...one, remedy, about: "hook\u001b 1" },
    { id: "b", area: "tables", level: "well", about: "table t", says: "It fits." },
    { ...one, level: "warning" },
  ];
  assert.deepEqual(diagnosisLines(all).map(stripVTControlCharacters), [
    "tables",
    "  ✓ 1 well: table t",
    "hooks",
    "  ✗ hook\uFFFD 1: It is off.",
    "      Test it.",
    "      --fix would test it",
    "  ! hook 1: It is off.",
    "      Test it.",
  ]);
  assert.equal(sumText(all), "1 broken, 1 warning, 0 unknown, 1 well");
  assert.deepEqual(diagnosesJson([{ ...one, remedy }]), [{ ...one, remedy: { does: "test it" } }]);
});
