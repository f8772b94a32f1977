import { expireProjectArtifacts } from "../machine/expire.ts";
import type { Project } from "../state/graph.ts";
import { type Answer, json, refusal } from "./answer.ts";
import type { Call } from "./call.ts";

/** Accepted, to be done later. Source: docs.gitlab.com/api/job_artifacts (read 2026-11). */
export function expireArtifacts({ world, person }: Call, project: Project): Answer {
  const refused = expireProjectArtifacts(world, project, person);
  return refused ? refusal(refused) : json(202, { message: "202 Accepted" });
}
