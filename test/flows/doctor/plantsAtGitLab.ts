import { writeFileSync } from "node:fs";
import { personOf } from "../../../infra/twin/state/world.ts";
import { usualRules } from "./deployment.ts";
import type { Plant } from "./plants.ts";

/** Faults at GitLab, which the doctor finds with the deployment's own tokens. */
export const plantsAtGitLab: readonly Plant[] = [
  {
    what: "a token that was revoked",
    ward: 1,
    plant: ({ twin, tokens }) =>
      Object.assign(twin.world.tokens.find(({ text }) => text === tokens.act) ?? {}, { isRevoked: true }),
    id: "tokenRefused",
    level: "broken",
    about: /act/,
    cure: /make a new one/,
  },
  {
    what: "a token that can only read",
    ward: 4,
    plant: ({ aws, twin }) =>
      aws.parameters.set("/penstock/prod/gitlab/act", {
        type: "SecureString",
        value: twin.addToken("act-bot", { scope: "read_api" }),
      }),
    id: "tokenTooWeak",
    level: "broken",
    about: /act/,
    cure: /scope api/,
  },
  {
    what: "a reading token that can write",
    ward: 4,
    plant: ({ aws, twin }) =>
      aws.parameters.set("/penstock/prod/gitlab-read/read", {
        type: "SecureString",
        value: twin.addToken("read-bot", { scope: "api" }),
      }),
    id: "tokenTooStrong",
    level: "warning",
    about: /read/,
    cure: /read_api/,
  },
  {
    what: "a bot that is only Reporter",
    ward: 4,
    plant: ({ twin }) => twin.world.projects[0]?.members.set(personOf(twin.world, "act-bot"), "reporter"),
    id: "roleTooLow",
    level: "broken",
    about: /act/,
    cure: /Developer/,
  },
  {
    what: "a glob that fits no project",
    ward: 4,
    plant: ({ file, yaml }) => writeFileSync(file, yaml.replace('["shop/**"]', '["shop/**", "shopp/web"]')),
    id: "entryMatchesNothing",
    level: "warning",
    about: /shopp\/web/,
    cure: /./,
  },
  {
    what: "a project without a hook",
    ward: 1,
    plant: ({ twin }) => twin.world.hooks.splice(0),
    id: "hookMissing",
    level: "broken",
    about: /shop\/api/,
    cure: /add/i,
  },
  {
    what: "two hooks that lead here",
    ward: 3,
    plant: ({ twin, hook }) => twin.addHook("shop/api", hook),
    id: "hookTwice",
    level: "warning",
    about: /shop\/api/,
    cure: /delete/i,
  },
  {
    what: "a hook that GitLab has disabled",
    ward: 4,
    plant({ twin }) {
      twin.world.settings.disablesFailingHooks = true;
      Object.assign(twin.world.hooks[0] ?? {}, { recentFailures: 41, disabledUntil: null });
    },
    id: "hookDisabled",
    level: "broken",
    about: /shop\/api/,
    cure: /press Test/,
  },
  {
    what: "a hook that does not tell of jobs",
    ward: 3,
    plant: ({ twin }) => Object.assign(twin.world.hooks[0] ?? {}, { jobEvents: false, pipelineEvents: true }),
    id: "hookDeaf",
    level: "broken",
    about: /shop\/api/,
    cure: /tick/i,
  },
  {
    what: "a hook that tells more than rules need",
    ward: 4,
    plant: ({ twin }) => Object.assign(twin.world.hooks[0] ?? {}, { otherEvents: ["push_events"] }),
    id: "hookTalks",
    level: "warning",
    about: /shop\/api/,
    cure: /untick/i,
  },
  {
    what: "a hook without a secret",
    ward: 3,
    plant: ({ twin }) => Object.assign(twin.world.hooks[0] ?? {}, { signingToken: undefined }),
    id: "hookWithoutSecret",
    level: "broken",
    about: /shop\/api/,
    cure: /webhookSecrets/,
  },
  {
    what: "a rule that acts on a ref where the bot may not",
    ward: 3,
    plant: ({ twin, apply }) => {
      const [project] = twin.world.projects;
      project?.protectedBranches.splice(0, 1, { name: "main", usernames: ["clean-bot"] });
      return apply(usualRules);
    },
    id: "ruleRefBarred",
    level: "warning",
    about: /retry-main/,
    cure: /allowed to/,
  },
];
