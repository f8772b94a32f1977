import * as z from "zod";
import { type DeploymentWord, deploymentWord, deploymentWords } from "../../core/deployment.ts";
import type { Facts } from "../../core/event.ts";
import { oneOrMany } from "../fields.ts";
import { hint, shown } from "../wording.ts";
import { condition, type Fact, factCheck } from "./condition.ts";

/** Words that GitLab's pages, British spelling or people have for these. */
const synonyms: Readonly<Record<string, DeploymentWord>> = {
  manual: "blocked",
  waiting: "blocked",
  pending: "blocked",
  accepted: "approved",
  denied: "rejected",
  started: "running",
  passed: "success",
  succeeded: "success",
  deployed: "success",
  cancelled: "canceled",
};

/** Words for deployments, one or many. */
export const DeploymentWords = oneOrMany(
  z.enum(deploymentWords, {
    error: ({ input }) =>
      typeof input === "string"
        ? `GitLab has no deployment that is ${shown(input)}${hint(input, deploymentWords, synonyms) || `; known are ${deploymentWords.join(", ")}`}`
        : undefined,
  }),
);

/**
 * One that is heard to be blocked may be approved by now: GitLab's hooks tell of each approval once, and some get lost. At
 * the look nothing is heard, and GitLab is asked.
 */
function wordOf({ job, looked, heardDeployment }: Facts, wanted: readonly DeploymentWord[]): Fact<DeploymentWord> {
  if (job.environment === null) return null;
  const heard = heardDeployment === undefined ? undefined : deploymentWord(heardDeployment);
  const isOpen = heard === "blocked" && !wanted.includes(heard) && wanted.includes("approved");
  return heard === undefined || isOpen ? looked?.deployment : heard;
}

export const deploymentConditions = {
  /** GitLab's word for the job's deployment; `approved` is one person's word at the door, and enough people's at the look. */
  deployment: condition(DeploymentWords, (wanted, { path }) =>
    factCheck({
      path,
      wanted: wanted.join(" or "),
      read: (facts) => wordOf(facts, wanted),
      answer: (word) => (wanted.includes(word) ? "yes" : "no"),
      ask: "deployment",
    }),
  ),
};
