import assert from "node:assert/strict";
import { test } from "node:test";
import { ills, type Otherwise, only, type Town, town } from "./town.ts";

const day = 86_400_000;
const begun = Date.UTC(2026, 10, 20, 9, 30);
const rule = (line: string) => `version: 1\ndefaults: { mode: enforce }\nrules:\n  - ${line}\n`;
const retryAll = rule('{ id: retry, projects: ["shop/**"], on: job, when: { status: failed }, do: retry }');
const personOf = ({ twin }: Town, username: string) => {
  const person = twin.world.people.find((one) => one.username === username);
  if (!person) throw new Error(`there is no ${username}`);
  return person;
};

/** What was planted, what is told of it, and what its cure must name. */
interface Planted {
  readonly what: string;
  readonly otherwise?: Otherwise;
  plant?(town: Town): void;
  readonly told: string;
  readonly cure: RegExp;
}

const planted: readonly Planted[] = [
  {
    what: "our clock is a minute behind",
    otherwise: { behindSeconds: 60 },
    told: "clockApart warning clocks of main",
    cure: /NTP/,
  },
  {
    what: "our clock is five minutes ahead",
    otherwise: { behindSeconds: -300 },
    told: "clockApart broken clocks of main",
    cure: /NTP/,
  },
  {
    what: "GitLab allows a user less than we send",
    otherwise: { settings: { limits: { api: { requests: 300 } } } },
    told: "rateAboveGitLab warning requestsPerMinute of main",
    cure: /requestsPerMinute of main to 270/,
  },
  {
    what: "a token was revoked",
    plant: ({ twin }) => {
      for (const token of twin.world.tokens) if (token.text.startsWith("glpat-read-")) token.isRevoked = true;
    },
    told: "tokenRefused broken token read of main",
    cure: /Make a new one|make a new one/,
  },
  {
    what: "a token's user is blocked",
    plant: (town) => {
      personOf(town, "read-bot").state = "blocked";
    },
    told: "tokenBlocked broken token read of main",
    cure: /@read-bot/,
  },
  {
    what: "a token is a person's",
    otherwise: { tokens: { act: { isBot: false } } },
    told: "tokenPersonal warning token act of main",
    cure: /service account/,
  },
  {
    what: "a token may do anything in anybody's name",
    otherwise: { tokens: { act: { moreScopes: ["sudo"] } } },
    told: "tokenAdmin warning token act of main",
    cure: /Make one without/,
  },
  {
    what: "a token that acts may only read",
    otherwise: { tokens: { act: { scope: "read_api" } } },
    told: "tokenTooWeak broken token act of main",
    cure: /scope api for act/,
  },
  {
    what: "a token that looks may write",
    otherwise: { tokens: { read: { scope: "api" } } },
    told: "tokenTooStrong warning token read of main",
    cure: /read_api/,
  },
  {
    what: "a token expires within a month",
    otherwise: { tokens: { clean: { expiresAt: begun + 20 * day } } },
    told: "tokenExpires warning token clean of main",
    cure: /new one for clean/,
  },
  {
    what: "a token expires within a week",
    otherwise: { tokens: { hooks: { expiresAt: begun + 5 * day } } },
    told: "tokenExpires broken token hooks of main",
    cure: /new one for hooks/,
  },
  {
    what: "an entry of the projects is misspelt",
    otherwise: { patient: { projects: ["shop/**", "shop/appi"] } },
    told: "entryMatchesNothing warning entry shop/appi in projects of main",
    cure: /shop\/api/,
  },
  {
    what: "a project is archived",
    otherwise: { web: { settings: { isArchived: true } } },
    told: "projectsArchived warning projects of main",
    cure: /!/,
  },
  {
    what: "CI is switched off in a project",
    otherwise: { web: { settings: { hasJobs: false } } },
    told: "projectsWithoutJobs warning projects of main",
    cure: /Switch it on/,
  },
  {
    what: "a token's user is no member of one project",
    plant: (town) => town.web.members.delete(personOf(town, "read-bot")),
    told: "projectsBeyondReach broken token read of main",
    cure: /@read-bot a member of shop\/web/,
  },
  {
    what: "a token's user has not the role",
    otherwise: { web: { members: { "clean-bot": "developer" } } },
    told: "roleTooLow broken token clean of main",
    cure: /@clean-bot Maintainer of shop\/web/,
  },
  {
    what: "no token may see the hooks",
    otherwise: {
      named: [["act"], ["read"]],
      rules: retryAll,
      api: { protectedBranches: [] },
      web: { protectedBranches: [] },
    },
    plant: ({ twin }) => {
      for (const hook of twin.world.hooks) Object.assign(hook, { pipelineEvents: false });
    },
    told: "hooksHidden unknown hooks of main",
    cure: /tokens\.hooks of main/,
  },
  {
    what: "a rule deletes and nobody may",
    otherwise: {
      named: [["act"], ["read"], ["hooks"]],
      rules: rule(
        '{ id: tidy, projects: ["shop/**"], on: { schedule: { every: 1d, at: "03:00" } }, when: { status: success }, do: deleteArtifacts }',
      ),
    },
    plant: ({ twin }) => {
      for (const hook of twin.world.hooks) Object.assign(hook, { jobEvents: false });
    },
    told: "ruleMayNotDelete broken rule tidy of main",
    cure: /tokens\.clean of main whose user is Maintainer of shop\/api, shop\/web/,
  },
  {
    what: "nobody may give variables where a rule does",
    otherwise: { api: { settings: { pipelineVariables: "no_one_allowed" } } },
    told: "ruleVariablesBarred broken rule promote of main",
    cure: /shop\/api/,
  },
  {
    what: "a rule gives inputs that GitLab does not know yet",
    otherwise: {
      vintage: 2024,
      rules: rule(
        '{ id: promote, projects: ["shop/**"], on: pipeline, when: { ref: main }, do: { play: { job: deploy, inputs: { region: eu } } } }',
      ),
    },
    plant: ({ twin }) => {
      for (const hook of twin.world.hooks) Object.assign(hook, { pipelineEvents: true });
    },
    told: "ruleTooNew broken rule promote of main",
    cure: /18\.10/,
  },
  {
    what: "a protected branch keeps the bot out",
    otherwise: { web: { protectedBranches: [{ name: "main", role: "maintainer" }] } },
    told: "ruleRefBarred warning rule retry-main of main",
    cure: /@act-bot .* main in shop\/web/,
  },
  {
    what: "a protected tag keeps the bot out",
    otherwise: {
      web: { protectedTags: [{ name: "v*", role: "maintainer" }] },
      rules: rule('{ id: keep, projects: ["shop/**"], on: job, when: { status: success, tag: true }, do: keep }'),
    },
    told: "ruleRefBarred warning rule keep of main",
    cure: /@act-bot .* v\* in shop\/web/,
  },
  {
    what: "a protected environment keeps the bot out",
    otherwise: {
      settings: { isPremium: true },
      named: [["act"], ["clean"], ["read"], ["hooks"]],
      api: { members: { "hooks-bot": "owner" }, protectedEnvironments: [{ name: "production" }] },
      web: { members: { "hooks-bot": "owner" } },
      rules: rule(
        "{ id: ship, projects: [shop/api], on: pipeline, when: { environment: production }, do: { play: { job: deploy } } }",
      ),
    },
    plant: ({ twin }) => {
      for (const hook of twin.world.hooks) Object.assign(hook, { pipelineEvents: true });
    },
    told: "ruleEnvironmentBarred warning rule ship of main",
    cure: /@act-bot .* production in shop\/api/,
  },
  {
    what: "GraphQL is not there and a rule needs to know authors",
    otherwise: {
      rules: rule(
        "{ id: gate, projects: [shop/api], on: pipeline, require: { approvals: { count: 1 } }, do: { play: { job: deploy } } }",
      ),
    },
    plant: ({ twin }) => {
      twin.faultNext({ kind: "error", status: 502, method: "POST", path: /graphql$/, count: "all" });
    },
    told: "ruleNeedsGraphql warning rule gate of main",
    cure: /graphql/,
  },
];

for (const { what, otherwise, plant, told, cure } of planted)
  test(`where ${what}, that alone is told`, async (t) => {
    const one = await town(t, otherwise);
    one.hooks();
    plant?.(one);
    const found = await one.examine();
    assert.deepEqual(ills(found), [told]);
    assert.match(only(found).cure ?? "", cure);
    assert.equal(only(found).remedy, undefined);
  });
