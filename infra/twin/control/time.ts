import * as z from "zod";
import { type Answer, json } from "../api/answer.ts";
import type { Twin } from "../twin.ts";
import { readGiven } from "./given.ts";
import { jobState } from "./show.ts";

const GivenTimers = z.strictObject({
  timers: z.boolean({ error: "give true or false" }).exactOptional(),
  archiveAfterSeconds: z.number({ error: "give seconds, or null" }).nonnegative().nullable().exactOptional(),
});

type Deed = (twin: Twin, ids: readonly number[], body: string) => Answer;

/** What is about time, and about what jobs wait for. */
export const timeDeeds: readonly (readonly [line: string, deed: Deed])[] = [
  ["POST timers", setTimers],
  ["POST jobs/:id/prepare", (twin, [id = 0]) => json(200, jobState(twin.prepare(id)))],
  ["POST jobs/:id/silence", (twin, [id = 0]) => json(200, jobState(twin.silence(id)))],
  ["POST jobs/:id/await-callback", (twin, [id = 0]) => json(200, jobState(twin.awaitCallback(id)))],
  ["POST jobs/:id/call-back", (twin, [id = 0]) => json(200, jobState(twin.callBack(id)))],
];

/** What is not given stays. */
function setTimers({ world: { settings } }: Twin, _ids: readonly number[], body: string): Answer {
  Object.assign(settings, readGiven(GivenTimers, body));
  const { timers, archiveAfterSeconds } = settings;
  return json(200, { timers, archiveAfterSeconds });
}
