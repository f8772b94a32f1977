import { nothing } from "../machine/refusal.ts";
import { projectUrl } from "../state/urls.ts";
import { type Answer, json, refusal } from "./answer.ts";
import type { Call } from "./call.ts";
import type { Place } from "./notes.ts";

/** An issue that somebody commented on: there are no others here. Source: docs.gitlab.com/api/issues (read 2026-11). */
export function showIssue({ world }: Call, { project, on }: Place): Answer {
  if (on.type !== "Issue") return refusal(nothing);
  const { id, iid, isConfidential } = on.issue;
  return json(200, {
    id,
    iid,
    project_id: project.id,
    title: `Issue ${iid}`,
    description: null,
    state: "opened",
    labels: [],
    confidential: isConfidential,
    discussion_locked: null,
    web_url: `${projectUrl(world, project)}/-/issues/${iid}`,
  });
}
