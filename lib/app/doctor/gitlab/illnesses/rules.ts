import { illness } from "./illness.ts";

/** What may be wrong with rules. */
export const rulesIlls = {
  rulesUnreadable: illness("rules", "broken", "the active rulebook cannot be read", "apply the rules again"),
  ruleBroken: illness(
    "rules",
    "broken",
    "a rule is set aside: this version cannot read it",
    "mend it and apply the rules again",
  ),
  ruleMayNotDelete: illness(
    "rules",
    "broken",
    "the rule deletes, and no token may: that needs Maintainer",
    "name a Maintainer's token as `tokens.clean`",
  ),
  ruleVariablesBarred: illness(
    "rules",
    "broken",
    "the rule gives variables, and the project does not let the user",
    "lower the role in Settings > CI/CD > Variables, or declare job inputs",
  ),
  ruleTooNew: illness("rules", "broken", "the rule needs a newer GitLab", "upgrade it, or change the rule"),
  ruleRefBarred: illness(
    "rules",
    "warning",
    "the rule may be for a protected branch or tag on which the user may not act",
    'add the user to its "Allowed to", or leave the ref out',
  ),
  ruleEnvironmentBarred: illness(
    "rules",
    "warning",
    "the rule may play to a protected environment to which the user may not deploy",
    'add the user to its "Allowed to deploy", or leave it out',
  ),
  ruleNeedsGraphql: illness(
    "rules",
    "warning",
    "the rule asks what GraphQL alone tells, and GraphQL does not answer",
    "let /api/graphql through, or set `notAuthor: false`",
  ),
} as const;
