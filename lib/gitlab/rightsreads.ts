import * as z from "zod";
import type { RightsReads } from "../core/rights.ts";
import type { Clock } from "../core/time.ts";
import { projectAccessOf } from "./answers/projectaccess.ts";
import { environmentProtections } from "./environmentprotections.ts";
import { Flag, Id, Text, Word } from "./fields.ts";
import { commitAuthor } from "./graphql/commitauthor.ts";
import { environmentGuards } from "./graphql/environmentguards.ts";
import { askOne, askPage, reader, refuse, unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { known } from "./known.ts";
import { createMembers } from "./members.ts";
import { encodedValue, projectPath } from "./place.ts";
import { refProtections } from "./refprotections.ts";

/** What people may do; see `RightsReads`. */
export function createRightsReads(http: Http, clock: Clock): RightsReads {
  const members = createMembers(http, clock);

  return {
    memberLevel: async (projectId, userId) => {
      const member = await members.level(projectId, userId);
      // without the groups' memberships it would only be the least that somebody may
      return member?.inherited ? member.level : undefined;
    },

    groupLevel: async (group, userId, how) => {
      const member = await members.levelInGroup(group, userId, how);
      return member && (how === "direct" || member.inherited) ? member.level : undefined;
    },

    user: (userId) =>
      unlessGone(async () => {
        const path = `/users/${userId}`;
        const user = await askOne(http, path, reader(UserAnswer));
        if (user.id !== userId) return refuse(path, "the answer is about another user");
        return known({ username: user.username, state: user.state, isBot: user.bot });
      }),

    refProtections: (projectId, ref) => refProtections(http, projectId, ref),
    environmentGuards: (path, name) => environmentGuards(http, path, name),
    environmentProtections: (of) => environmentProtections(http, of),

    environmentTier: async (projectId, name) => {
      const path = `${projectPath(projectId)}/environments?name=${encodedValue(name)}`;
      const page = await unlessGone(() => askPage(http, path, reader(EnvironmentAnswer)));
      return page?.items.find((one) => one.name === name)?.tier;
    },

    projectAccess: (projectId) =>
      unlessGone(() => askOne(http, projectPath(projectId), projectAccessOf(projectId, clock()))),

    commitAuthor: (path, pipelineId) => commitAuthor(http, path, pipelineId),

    mergeRequestAuthor: (projectId, iid) =>
      unlessGone(async () => {
        const path = `${projectPath(projectId)}/merge_requests/${iid}`;
        const request = await askOne(http, path, reader(MergeRequestAnswer));
        return request.iid === iid ? request.author.id : refuse(path, "the answer is about another merge request");
      }),
  };
}

// Source: docs.gitlab.com/api/users, /merge_requests, /environments (`tier` since GitLab 13.10; read 2026-11).
const UserAnswer = z.object({ id: Id, username: Text, state: Word, bot: Flag });
const MergeRequestAnswer = z.object({ iid: Id, author: z.object({ id: Id }) });
const EnvironmentAnswer = z.object({ name: Text, tier: Word });
