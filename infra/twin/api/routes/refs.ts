import { listEnvironments } from "../environments.ts";
import { inGroupAs } from "../inGroup.ts";
import { showMergeRequest } from "../mergeRequests.ts";
import {
  listGroupEnvironments,
  listProtectedBranches,
  listProtectedEnvironments,
  listProtectedTags,
  showProtectedBranch,
  showProtectedEnvironment,
  showProtectedTag,
} from "../protections.ts";
import { listBranches, listReleases, listTags, showBranch, showRelease, showTag } from "../refs.ts";
import { group, project, type Route } from "../route.ts";
import { inProjectAs, inReadableProject } from "../within.ts";

/** Branches, tags, releases and what protects them, and merge requests. */
export const refRoutes: readonly Route[] = [
  ["GET", `${project}/repository/branches`, inReadableProject(listBranches)],
  ["GET", `${project}/repository/branches/:branch`, inReadableProject(showBranch)],
  ["GET", `${project}/repository/tags`, inReadableProject(listTags)],
  ["GET", `${project}/repository/tags/:tag_name`, inReadableProject(showTag)],
  ["GET", `${project}/merge_requests/:merge_request_iid`, inReadableProject(showMergeRequest)],
  ["GET", `${project}/releases`, inReadableProject(listReleases)],
  ["GET", `${project}/releases/:tag_name`, inReadableProject(showRelease)],
  ["GET", `${project}/protected_branches`, inReadableProject(listProtectedBranches)],
  ["GET", `${project}/protected_branches/:name`, inReadableProject(showProtectedBranch)],
  ["GET", `${project}/protected_tags`, inProjectAs("maintainer", listProtectedTags)],
  ["GET", `${project}/protected_tags/:name`, inProjectAs("maintainer", showProtectedTag)],
  ["GET", `${project}/protected_environments`, inProjectAs("maintainer", listProtectedEnvironments)],
  ["GET", `${group}/protected_environments`, inGroupAs("maintainer", listGroupEnvironments)],
  ["GET", `${project}/environments`, inReadableProject(listEnvironments)],
  ["GET", `${project}/protected_environments/:name`, inProjectAs("maintainer", showProtectedEnvironment)],
];
