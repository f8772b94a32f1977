import type { Diagnosis } from "../../../core/diagnosis.ts";
import { ill } from "./diagnose.ts";
import { examineHooks } from "./hooks.ts";
import type { GitLabPatient } from "./patient.ts";
import { examineProjects } from "./projects.ts";
import { aboutGitLab, examineInstance, reached, type SeenToken } from "./reach.ts";
import { readRules } from "./readRules.ts";
import { examineRules } from "./rules.ts";
import { examineTokens } from "./tokens.ts";
import { watchedProjects } from "./watched.ts";

/**
 * How a source's GitLab, its tokens, projects and hooks are, and what each rule would lack there. Never throws for what GitLab
 * answers. With T tokens, N watched projects (at most 200 of them one by one) in G groups it sends at most
 * 6 T + 4 T ⌈members' projects / 100⌉ + 5 N + G requests, four at once, and nothing more after a 429.
 */
export async function examineGitLab(patient: GitLabPatient): Promise<readonly Diagnosis[]> {
  const { source, projects, rules: text } = patient;
  const tokens: SeenToken[] = [];
  for (const token of patient.tokens) tokens.push({ ...token, self: await token.looks.self() });
  const unreached = reached(patient, tokens);
  if (unreached) return unreached;
  const watched = await watchedProjects(projects, tokens, source);
  const { rules, ills } = await readRules(text, source);
  const ofTokens = examineTokens(patient, tokens);
  const isListed = watched.standings.length > 0;
  const ofProjects = isListed ? await examineProjects(patient, watched) : [];
  const ofHooks = await examineHooks(patient, watched, rules);
  const ofRules = await examineRules(patient, watched, rules);
  // asked last: the clocks and the limits are told by the heads of all answers
  const ofInstance = examineInstance(patient, tokens);
  const stopped = stoppedBy(tokens, source);
  const mayBeMore = [...ofHooks, ...ofRules].filter(({ level }) => level !== "well" || stopped.length === 0);
  return [...watched.troubles, ...stopped, ...ofInstance, ...ofTokens, ...ofProjects, ...ills, ...mayBeMore];
}

/** After a 429 the rest was not looked at, and is not told to be well. */
function stoppedBy(tokens: readonly SeenToken[], source: string): readonly Diagnosis[] {
  const stopped = tokens.map(({ looks }) => looks.heads().stopped).find((why) => why !== undefined);
  if (!stopped) return [];
  const { words, cure } = stopped;
  return [ill("gitlabBusy", { about: aboutGitLab(source), says: `Not all was looked at: ${words}`, cure })];
}
