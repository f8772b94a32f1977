import { ApprovalQuery, approveGate, GateApproval, GateRejection, listApprovals, rejectGate } from "../approvals.ts";
import type { Refusal } from "../refusal.ts";
import { type Route, route } from "../route.ts";

const refusals: readonly Refusal[] = [
  "badGate",
  "noPerson",
  "notThatPerson",
  "ownWork",
  "noRight",
  "noGate",
  "gateClosed",
  "alreadyPlayed",
  "nothingToSay",
  "brokenGate",
  "noGitLab",
  "noRoom",
];

export const approvalRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/approvals",
    summary: "The gates that wait for people, and who has said yes",
    scope: ["read", "gates:write"],
    query: ApprovalQuery,
    mayBePerson: true,
    answer: "ApprovalList",
    refusals: ["noPerson", "notThatPerson", "noGitLab"],
    run: ({ request, ...asked }) => listApprovals(request, asked),
  }),
  route({
    method: "POST",
    path: "/approvals/:project/:job/approve",
    summary: "Say yes to what a gate would let through, by its digest",
    scope: "gates:write",
    body: GateApproval,
    byPerson: true,
    answer: "GateDecided",
    refusals: [...refusals, "otherContent"],
    run: ({ request, ...asked }, params) => approveGate(request, { ...asked, ...params }),
  }),
  route({
    method: "POST",
    path: "/approvals/:project/:job/reject",
    summary: "Say no to what a gate would let through: it is closed, whatever changes later",
    scope: "gates:write",
    body: GateRejection,
    byPerson: true,
    answer: "GateDecided",
    refusals: [...refusals, "noReason"],
    run: ({ request, ...asked }, params) => rejectGate(request, { ...asked, ...params }),
  }),
];
