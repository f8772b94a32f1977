import { listHookEvents, listHooks, resendEvent, showHook } from "../hookList.ts";
import { ofGroup, ofProject } from "../hookPlace.ts";
import { testHook } from "../hookTest.ts";
import { changeHook, createHook } from "../hookWrites.ts";
import { groupHook, hook, project, type Route } from "../route.ts";

/** The webhooks of a project and of a group. */
export const hookRoutes: readonly Route[] = [
  ["GET", `${project}/hooks`, ofProject(listHooks)],
  ["POST", `${project}/hooks`, ofProject(createHook)],
  ["GET", hook, ofProject(showHook)],
  ["PUT", hook, ofProject(changeHook)],
  ["GET", `${hook}/events`, ofProject(listHookEvents)],
  ["POST", `${hook}/events/:event_id/resend`, ofProject(resendEvent)],
  ["POST", `${hook}/test/:trigger`, ofProject(testHook)],
  ["GET", "/groups/:id/hooks", ofGroup(listHooks)],
  ["POST", "/groups/:id/hooks", ofGroup(createHook)],
  ["GET", groupHook, ofGroup(showHook)],
  ["PUT", groupHook, ofGroup(changeHook)],
  ["GET", `${groupHook}/events`, ofGroup(listHookEvents)],
  ["POST", `${groupHook}/events/:event_id/resend`, ofGroup(resendEvent)],
  ["POST", `${groupHook}/test/:trigger`, ofGroup(testHook)],
];
