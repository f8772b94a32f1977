import { type Answer, json } from "../api/answer.ts";
import { hookKinds, wishesOf } from "../hooks/kinds.ts";
import type { Matching } from "../hooks/queue.ts";
import type { Twin } from "../twin.ts";
import { readGiven } from "./given.ts";
import {
  GivenComment,
  GivenCount,
  GivenGroupHook,
  GivenHabits,
  GivenHook,
  GivenHookSettings,
  GivenMatching,
  GivenTagPush,
} from "./hookSchemas.ts";

type Deed = (twin: Twin, ids: readonly number[], body: string) => Answer;

/** What the control does about hooks, and what only hooks tell of. */
export const hookDeeds: readonly (readonly [line: string, deed: Deed])[] = [
  ["POST projects/:id/hooks", addHook],
  ["POST hooks", addGroupHook],
  ["POST hooks/settings", setHookSettings],
  ["POST projects/:id/comments", addComment],
  ["POST projects/:id/pushes", pushTags],
  ["GET deliveries", (twin) => json(200, deliveriesOf(twin))],
  ["POST deliveries", disturb],
  ["POST deliveries/lose", (twin, _ids, body) => count(twin.lose, body)],
  ["POST deliveries/duplicate", (twin, _ids, body) => count(twin.duplicate, body)],
  [
    "POST deliveries/hold",
    (twin, _ids, body) => json(200, { held: twin.hold(matchingOf(readGiven(GivenMatching, body))) }),
  ],
  ["POST deliveries/release", release],
];

function addHook(twin: Twin, [project = 0]: readonly number[], body: string): Answer {
  const { events, ...given } = readGiven(GivenHook, body);
  return json(201, { id: twin.addHook(project, { ...given, ...wishesOf(events) }).id });
}

function addGroupHook(twin: Twin, _ids: readonly number[], body: string): Answer {
  const { group, events, ...given } = readGiven(GivenGroupHook, body);
  return json(201, { id: twin.addGroupHook(group, { ...given, ...wishesOf(events) }).id });
}

function setHookSettings({ world }: Twin, _ids: readonly number[], body: string): Answer {
  Object.assign(world.settings, readGiven(GivenHookSettings, body));
  return json(200, {});
}

function addComment(twin: Twin, [project = 0]: readonly number[], body: string): Answer {
  return json(201, { id: twin.comment(project, readGiven(GivenComment, body)).id });
}

function pushTags(twin: Twin, [project = 0]: readonly number[], body: string): Answer {
  twin.pushTags(project, readGiven(GivenTagPush, body));
  return json(201, {});
}

/** What is not given goes well from now on. */
function disturb(twin: Twin, _ids: readonly number[], body: string): Answer {
  twin.disturb(readGiven(GivenHabits, body));
  return json(200, deliveriesOf(twin));
}

function release(twin: Twin): Answer {
  twin.release();
  return json(200, {});
}

function count(order: (count?: number, matching?: Matching) => void, body: string): Answer {
  const { count: times, ...given } = readGiven(GivenCount, body);
  order(times ?? 1, matchingOf(given));
  return json(200, {});
}

function matchingOf({ event, hook, job, pipeline, status }: GivenMatching): Matching {
  return {
    ...(event !== undefined && { event: hookKinds[event].event }),
    ...(hook !== undefined && { hookId: hook }),
    ...(job !== undefined && { jobId: job }),
    ...(pipeline !== undefined && { pipelineId: pipeline }),
    ...(status !== undefined && { status }),
  };
}

function deliveriesOf({ habits, deliveries, losses }: Twin) {
  return {
    habits,
    sent: deliveries.map(({ hookId: hook, event, status, error }) => ({ hook, event, status, error })),
    lost: losses.map(({ hookId: hook, event, about, why }) => ({ hook, event, ...about, why })),
  };
}
