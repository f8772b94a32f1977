import { ArmWish, armJob, DisarmWish, disarmJob } from "../gateArm.ts";
import { OverrideWish, overrideGate } from "../gateOverride.ts";
import { GateQuery, listAllGates, showGate } from "../gates.ts";
import type { Refusal } from "../refusal.ts";
import { type Route, route } from "../route.ts";

const refusals: readonly Refusal[] = [
  "badGate",
  "noPerson",
  "notThatPerson",
  "noRight",
  "alreadyPlayed",
  "brokenGate",
  "noGitLab",
  "noRoom",
];

export const gateRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/gates",
    summary: "The gates: what waits for people, a calendar or its turn, and what waits no more",
    scope: ["read", "gates:write"],
    query: GateQuery,
    answer: "GateList",
    refusals: [],
    run: ({ request, ...asked }) => listAllGates(request, asked),
  }),
  route({
    method: "GET",
    path: "/gates/:project/:job",
    summary: "One gate: what each of its rules requires, who has said so, and what happened last",
    scope: ["read", "gates:write"],
    answer: "GateShown",
    refusals: ["badGate", "noGate", "brokenGate"],
    run: ({ request: _, ...asked }, at) => showGate({ ...asked, ...at }),
  }),
  route({
    method: "POST",
    path: "/gates/:project/:job/arm",
    summary: "Have a job played as soon as it can be, until a moment",
    scope: "gates:write",
    body: ArmWish,
    byPerson: true,
    answer: "GateArmed",
    refusals: [...refusals, "noJob", "noRule", "armedAlready", "gateClosed", "nothingToSay"],
    run: ({ request, ...asked }, at) => armJob(request, { ...asked, ...at }),
  }),
  route({
    method: "POST",
    path: "/gates/:project/:job/disarm",
    summary: "Take an arming back",
    scope: "gates:write",
    body: DisarmWish,
    byPerson: true,
    answer: "GateDisarmed",
    refusals: [...refusals, "noGate", "notArmed"],
    run: ({ request, ...asked }, at) => disarmJob(request, { ...asked, ...at }),
  }),
  route({
    method: "POST",
    path: "/gates/:project/:job/override",
    summary: "Set a gate's calendar aside for a while: two people must say so within an hour",
    scope: "gates:write",
    body: OverrideWish,
    byPerson: true,
    answer: "GateOverridden",
    statuses: [200, 202],
    refusals: [...refusals, "noGate", "noReason", "ownWork", "otherContent", "gateClosed", "nothingToSay"],
    run: ({ request, ...asked }, at) => overrideGate(request, { ...asked, ...at }),
  }),
];
