import { readTarget, type Target } from "./address.ts";
import { Problem } from "./problem.ts";
import { projectText } from "./text.ts";

/**
 * Each job once, all of them readable before anything is sent. A job's id is unique in a GitLab, so that one id with two
 * projects is a mistake, or one job by two names, which would be done twice.
 *
 * @throws Problem
 */
export function readTargets(texts: readonly string[], project: string | undefined, baseUrl: string): readonly Target[] {
  const targets = new Map<number, Target>();
  const problems: string[] = [];
  for (const text of texts) {
    const read = readTarget(text, project, baseUrl);
    if ("problem" in read) {
      problems.push(read.problem);
      continue;
    }
    const known = targets.get(read.jobId);
    if (known && !isSameProject(known, read)) problems.push(twoProjectsText(known, read));
    targets.set(read.jobId, known ?? read);
  }
  if (problems.length > 0) throw new Problem(problems.join("\n"));
  return [...targets.values()];
}

/** GitLab does not tell capital letters of a path from small ones. */
function isSameProject(one: Target, other: Target): boolean {
  return String(one.project).toLowerCase() === String(other.project).toLowerCase();
}

function twoProjectsText(one: Target, other: Target): string {
  return `job ${one.jobId} is named in two projects, ${projectText(one.project)} and ${projectText(other.project)}, and no two jobs have one id: leave the wrong one out; nothing was sent`;
}
