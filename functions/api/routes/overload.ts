import { CloseWhy, closeByHand, listOutages } from "../outages.ts";
import { listHooks, listTokens, showPatrol } from "../patrol.ts";
import { type Route, route } from "../route.ts";

export const overloadRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/outages",
    summary: "Rules whose retries are parked, since another run does not help now",
    scope: "read",
    answer: "OutageList",
    refusals: [],
    run: ({ source, world }) => listOutages(source, world),
  }),
  // An outage's id has slashes, which a gateway may decode on the way.
  route({
    method: "POST",
    path: "/outages/:id{.+}/close",
    summary: "Close an outage by hand: what was parked comes due again",
    scope: "ops:stop",
    body: CloseWhy,
    answer: "OneOutage",
    refusals: ["noOutage", "outageClosed"],
    run: ({ request, ...asked }, { id }) => closeByHand(request, { ...asked, id }),
  }),
  route({
    method: "GET",
    path: "/patrol",
    summary: "How well the patrol covers the watched projects",
    scope: "read",
    answer: "PatrolShown",
    refusals: [],
    run: ({ source, world }) => showPatrol(source, world),
  }),
  route({
    method: "GET",
    path: "/hooks",
    summary: "How the webhooks that lead here stand, and what was sent again",
    scope: "read",
    answer: "HookList",
    refusals: [],
    run: ({ source, world }) => listHooks(source, world),
  }),
  route({
    method: "GET",
    path: "/tokens",
    summary: "How the access tokens stand: whose they are, when they end, whether GitLab refuses one",
    scope: "read",
    answer: "TokenList",
    refusals: [],
    run: ({ source, world }) => listTokens(source, world),
  }),
];
