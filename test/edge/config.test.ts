import assert from "node:assert/strict";
import { test } from "node:test";
import { secretProblems } from "../../functions/world/door.ts";
import { SettingsError } from "../../lib/core/errors.ts";
import { type Environment, readSettings } from "../../lib/edge/config.ts";

const all = ["source", "door", "recording", "gitlab", "calls", "tables", "local"] as const;
const good: Environment = {
  PENSTOCK_GITLAB_URL: "https://gitlab.example.com",
  PENSTOCK_GITLAB_TOKEN: "glpat-0123456789",
  PENSTOCK_WEBHOOK_SECRETS: "a-token-of-old-times, another-token-beside-it",
};

function problems(env: Environment): string[] {
  try {
    readSettings(env, all, secretProblems);
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.message.split("\n");
  }
}

test("three settings are enough for a real GitLab; the rest has defaults", () => {
  const settings = readSettings(good, all, secretProblems);
  assert.deepEqual(
    [
      settings.PENSTOCK_WEBHOOK_SECRETS.length,
      settings.PENSTOCK_PROJECTS,
      settings.PENSTOCK_SETTLE_SECONDS,
      settings.PENSTOCK_RECORD,
    ],
    [2, ["**"], 180, "all"],
  );
});

test("everything that is missing or malformed is told at once, each with its cure and without any value", () => {
  const found = problems({
    PENSTOCK_GITLAB_URL: "http://gitlab.example.com",
    PENSTOCK_WEBHOOK_SECRETS: "short",
    PENSTOCK_GITLAB_TOKN: "glpat-secret",
    PENSTOCK_RECORD: "some",
    PENSTOCK_PORT: "80a",
  });
  for (const expected of [
    /PENSTOCK_GITLAB_TOKN is no setting: did you mean PENSTOCK_GITLAB_TOKEN\?/,
    /PENSTOCK_GITLAB_URL is no https address/,
    /PENSTOCK_GITLAB_TOKEN is missing: make an access token/,
    /PENSTOCK_RECORD is neither all/,
    /PENSTOCK_PORT is no whole number from 0 to 65535/,
    /PENSTOCK_WEBHOOK_SECRETS: webhook secret "1" is shorter/,
  ])
    assert.ok(
      found.some((line) => expected.test(line)),
      `${expected} in ${found.join("\n")}`,
    );
  assert.equal(found.length, 6);
  assert.ok(!found.some((line) => line.includes("glpat-secret") || line.includes("80a")));
});

for (const url of [
  "gitlab.example.com",
  "http://10.0.0.1",
  "https://user:pass@gitlab.example.com",
  "ftp://x",
  "https://x/?a=b",
])
  test(`${url} is no GitLab address`, () => {
    assert.equal(problems({ ...good, PENSTOCK_GITLAB_URL: url }).length, 1);
  });

for (const url of ["https://gitlab.example.com/gitlab", "http://127.0.0.1:8080", "http://localhost", "http://[::1]:1"])
  test(`${url} is a GitLab address`, () => {
    assert.deepEqual(problems({ ...good, PENSTOCK_GITLAB_URL: url }), []);
  });

for (const secrets of ["", " , ", "   "])
  test(`without a webhook secret nothing starts: ${JSON.stringify(secrets)}`, () => {
    assert.match(problems({ ...good, PENSTOCK_WEBHOOK_SECRETS: secrets }).join(), /PENSTOCK_WEBHOOK_SECRETS is blank/);
  });

test("an API token that could be guessed, and an API that would hear it in the clear, are refused", () => {
  for (const PENSTOCK_API_TOKEN of ["", "fifteen-letters", "sixteen letters ", "a-token-of-twenty-\nletters"])
    assert.throws(() => readSettings({ PENSTOCK_API_TOKEN }, ["api"]), /PENSTOCK_API_TOKEN is no token: 16 characters/);
  for (const PENSTOCK_API_URL of ["", "http://api.example.com", "api.example.com"])
    assert.throws(() => readSettings({ PENSTOCK_API_URL }, ["api"]), /PENSTOCK_API_URL is no https address/);
  assert.deepEqual(readSettings({ PENSTOCK_API_TOKEN: "sixteen-letters-" }, ["api"]), {
    PENSTOCK_API_TOKEN: "sixteen-letters-",
  });
});
