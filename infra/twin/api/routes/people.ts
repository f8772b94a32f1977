import { inGroup } from "../inGroup.ts";
import {
  listAllGroupMembers,
  listAllMembers,
  listGroupMembers,
  listMembers,
  showGroupMember,
  showGroupMemberOfAll,
  showMember,
  showMemberOfAll,
  showOwnToken,
  showPerson,
  showSelf,
} from "../people.ts";
import { group, project, type Route } from "../route.ts";
import { listProjectRunners, showRunner } from "../runners.ts";
import { inProject, inProjectAs } from "../within.ts";

/** Who and what works in a project or a group: its members and its runners. */
export const peopleRoutes: readonly Route[] = [
  ["GET", "/user", showSelf],
  ["GET", "/users/:user_id", showPerson],
  ["GET", "/personal_access_tokens/self", showOwnToken],
  ["GET", `${project}/members`, inProject(listMembers)],
  ["GET", `${project}/members/all`, inProject(listAllMembers)],
  ["GET", `${project}/members/:user_id`, inProject(showMember)],
  ["GET", `${project}/members/all/:user_id`, inProject(showMemberOfAll)],
  ["GET", `${group}/members`, inGroup(listGroupMembers)],
  ["GET", `${group}/members/all`, inGroup(listAllGroupMembers)],
  ["GET", `${group}/members/:user_id`, inGroup(showGroupMember)],
  ["GET", `${group}/members/all/:user_id`, inGroup(showGroupMemberOfAll)],
  ["GET", `${project}/runners`, inProjectAs("maintainer", listProjectRunners)],
  ["GET", "/runners/:runner_id", showRunner],
];
