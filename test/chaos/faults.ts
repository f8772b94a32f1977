import { below, pick, type Random } from "../fuzz/random.ts";
import { bot } from "./twin.ts";

/** A fault as the twin's control takes it. Only Penstock's requests are hit. */
type Fault = Readonly<Record<string, unknown>> & { readonly kind: string };

const words = (message: string) => JSON.stringify({ message });
const refusal = { headers: { "content-type": "application/json" } };

/** What goes wrong with a call. A late one is done within the settle time: that is what it is for. */
const ofCalls: readonly ((random: Random) => Fault)[] = [
  () => ({ kind: "500before" }),
  () => ({ kind: "500after" }),
  () => ({ kind: "dropBefore" }),
  () => ({ kind: "dropAfter" }),
  () => ({ kind: "reset", when: "after" }),
  () => ({ kind: "hang", when: "after" }),
  () => ({ kind: "hang" }),
  (random) => ({ kind: "late", afterSeconds: 0.5 + random() * 1.5, reply: pick(random, ["drop", 504, 500] as const) }),
  (random) => ({ kind: "late", afterSeconds: 1, reply: pick(random, ["drop", 502] as const) }),
  () => ({ kind: "error", status: 502, by: "nginx", when: "after" }),
  () => ({ kind: "oldId" }),
  () => ({ kind: "noId" }),
  () => ({ kind: "truncated" }),
  () => ({ kind: "answer", status: 403, body: words("403 Forbidden"), ...refusal }),
  () => ({ kind: "answer", status: 409, body: words("409 Conflict"), ...refusal }),
];

/** What goes wrong with a look. */
const ofLooks: readonly ((random: Random) => Fault)[] = [
  () => ({ kind: "500before" }),
  () => ({ kind: "dropBefore" }),
  () => ({ kind: "html" }),
  () => ({ kind: "truncated" }),
  () => ({ kind: "cut", afterBytes: 100 }),
  () => ({ kind: "429", retryAfterSeconds: 1 }),
  (random) => ({ kind: "stale", lagSeconds: 1 + random(), count: 3 }),
  (random) => ({ kind: "latency", delayMillis: 200 + below(random, 1000), count: 2 }),
];

const ours = { user: bot };

export function drawFault(random: Random): Fault {
  if (random() < 0.8) return { ...pick(random, ofCalls)(random), ...ours, method: "POST", path: "/jobs/\\d+/" };
  return { ...pick(random, ofLooks)(random), ...ours, method: "GET" };
}

/** For the whole day: some calls take long enough to be killed at. */
export const slowCalls: Fault = {
  kind: "latency",
  delayMillis: 300,
  when: "after",
  chance: 0.3,
  count: "all",
  method: "POST",
  path: "/jobs/\\d+/",
  ...ours,
};

/** GitLab asks for patience: the task waits 20 s and more, so there are few of them and they are early. */
export const throttling: Fault = { kind: "429", retryAfterSeconds: 1, method: "POST", path: "/jobs/\\d+/", ...ours };

export function drawHabits(random: Random): Readonly<Record<string, number>> {
  return { duplicate: 0.15, reorder: 3, lose: 0.1, seed: below(random, 2 ** 31) };
}
