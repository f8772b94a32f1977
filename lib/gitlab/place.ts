import { failure } from "./http/errors.ts";
import { quoted } from "./quoted.ts";

/** A project by its id, or by its full path: `group/sub/project`. */
export type ProjectRef = number | string;

/**
 * The path of a project below `/api/v4`; a full path's slashes are encoded, as GitLab wants them.
 *
 * @throws GitLabError as `encodedName`
 */
export function projectPath(project: ProjectRef): string {
  return `/projects/${encodedName("project", project)}`;
}

/**
 * A group by its id or its full path, likewise.
 *
 * @throws GitLabError as `encodedName`
 */
export function groupPath(group: number | string): string {
  return `/groups/${encodedName("group", group)}`;
}

/** @throws GitLabError as `encodedName` */
export function jobPath(project: ProjectRef, jobId: number): string {
  return `${projectPath(project)}/jobs/${jobId}`;
}

/** @throws GitLabError as `encodedName` */
export function pipelinePath(project: ProjectRef, pipelineId: number): string {
  return `${projectPath(project)}/pipelines/${pipelineId}`;
}

/**
 * A name as one step of an address, its slashes encoded.
 *
 * @param what e.g. `project`
 * @throws GitLabError `badRequest` for one that is empty or has a step of `.` or `..`, a backslash between steps or a
 * control character: a proxy may read `DELETE /projects/./artifacts` as an order to delete a whole project
 */
export function encodedName(what: string, name: ProjectRef): string {
  const text = String(name).toWellFormed();
  if (!/^$|(^|[/\\])\.\.?([/\\]|$)|\p{Cc}/u.test(text)) return encodeURIComponent(text);
  throw failure({
    code: "badRequest",
    where: "address",
    what: `no ${what} can be called ${quoted(text)}`,
    advice: `nothing was asked: name the ${what} as GitLab shows it`,
  });
}

/** A text as the value of a parameter. Half a surrogate pair, which JSON can hold, has no bytes: it becomes another letter. */
export function encodedValue(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
