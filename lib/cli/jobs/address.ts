import { isGitLabUrl } from "../../edge/address.ts";
import type { ProjectRef } from "../../gitlab/place.ts";
import { type Address, quoted, readId, readPath, readProjectPath, type Unread } from "./addresspath.ts";

/**
 * Reads a web address such as `https://host/group/sub/project/-/jobs/123#L12`, also without `/-/` as it was until
 * GitLab 13, below a path where GitLab is installed so, and of the API: `https://host/api/v4/projects/7/jobs/123`.
 *
 * @param baseUrl the one GitLab that the token is for
 */
export function readAddress(text: string, baseUrl: string): Address | Unread {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return { problem: `${quoted(text)} is no web address` };
  const base = new URL(baseUrl);
  const root = base.pathname.replace(/\/+$/, "");
  if (url.host !== base.host || !url.pathname.startsWith(`${root}/`)) return { problem: whyElsewhere(url, base) };
  return (
    readPath(url.pathname.slice(root.length)) ?? {
      problem: `${quoted(url.pathname)} names no project of ${base.host}`,
    }
  );
}

function whyElsewhere(url: URL, base: URL): string {
  const root = base.pathname.replace(/\/+$/, "");
  if (url.host === base.host)
    return `the address is not below ${root}, but the token is for ${base.host}${root}: nothing was sent. Write the address as that GitLab shows it, or set PENSTOCK_GITLAB_URL to where the other one is and PENSTOCK_GITLAB_TOKEN to a token of it`;
  // what is no address for a token, say http to elsewhere, is not advised
  const origin = isGitLabUrl(url.origin) ? url.origin : `https://${url.host}`;
  return `the address is of ${url.host}, but the token is for ${base.host}${root}: nothing was sent. To ask ${url.host}, set PENSTOCK_GITLAB_URL to ${origin} and PENSTOCK_GITLAB_TOKEN to a token of that GitLab`;
}

/** A project as `--project` names it: its id, its full path or its web address. */
export function readProject(text: string, baseUrl: string): { readonly project: ProjectRef } | Unread {
  const id = readId(text);
  if (id !== undefined) return { project: id };
  if (text.includes("://")) return readAddress(text, baseUrl);
  const path = readProjectPath(text);
  if (path !== undefined) return { project: path };
  return { problem: `${quoted(text)} is no project: write its id, its full path (group/project) or its web address` };
}

/** A job, and whose it is. */
export interface Target {
  readonly project: ProjectRef;
  readonly jobId: number;
}

/** A job by its web address, or by its id where `--project` tells whose it is. */
export function readTarget(text: string, project: string | undefined, baseUrl: string): Target | Unread {
  const jobId = readId(text);
  if (jobId !== undefined && project === undefined)
    return {
      problem: `a job's id needs its project: add --project ID|PATH to ${jobId}, or write the job's web address`,
    };
  if (jobId !== undefined && project !== undefined) {
    const read = readProject(project, baseUrl);
    return "problem" in read ? read : { project: read.project, jobId };
  }
  if (project !== undefined)
    return { problem: `${quoted(text)} is no job id: name a job by its web address, or by --project and its id` };
  const address = readAddress(text, baseUrl);
  if ("problem" in address) return address;
  if (address.jobId === undefined)
    return { problem: `${quoted(text)} names no job: its web address ends in /-/jobs/ID (see penstock jobs list)` };
  return { project: address.project, jobId: address.jobId };
}
