import { type Route, route } from "../route.ts";
import { StopWhy, showSwitch, stopOrResume } from "../switch.ts";

export const switchRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/switch",
    summary: "What is stopped",
    scope: "read",
    answer: "Switch",
    refusals: [],
    run: ({ source, world }) => showSwitch(source, world),
  }),
  route({
    method: "PUT",
    path: "/switch/stops/:what",
    summary: "Stop everything, a project, a verb or a rule",
    scope: "ops:stop",
    body: StopWhy,
    answer: "Moved",
    refusals: ["noStop"],
    run: ({ request, source, who, world }, { what }) =>
      stopOrResume(request, { source, who, step: "stop", what, world }),
  }),
  route({
    method: "DELETE",
    path: "/switch/stops/:what",
    summary: "Let it go on",
    scope: "ops:stop",
    body: StopWhy,
    answer: "Moved",
    refusals: ["noStop"],
    run: ({ request, source, who, world }, { what }) =>
      stopOrResume(request, { source, who, step: "resume", what, world }),
  }),
];
