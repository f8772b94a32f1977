import { hooksIlls } from "./illnesses/hooks.ts";
import type { Illness } from "./illnesses/illness.ts";
import { instanceIlls } from "./illnesses/instance.ts";
import { projectsIlls } from "./illnesses/projects.ts";
import { rulesIlls } from "./illnesses/rules.ts";
import { tokensIlls } from "./illnesses/tokens.ts";

export type { Illness } from "./illnesses/illness.ts";

/** All that is not well and can be told of a GitLab, its tokens, projects, hooks and rules, in the order of telling. */
export const illnesses = {
  ...instanceIlls,
  ...tokensIlls,
  ...projectsIlls,
  ...hooksIlls,
  ...rulesIlls,
} as const satisfies Readonly<Record<string, Illness>>;

export type IllnessId = keyof typeof illnesses;

/** What is told of what is well, by its word. */
export const wellWords = [
  "gitlabReached",
  "rateFits",
  "clockTogether",
  "tokenWell",
  "projectsWatched",
  "hooksLead",
  "rulesCan",
] as const;
