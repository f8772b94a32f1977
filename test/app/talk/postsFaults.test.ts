import assert from "node:assert/strict";
import { test } from "node:test";
import { postWrite, sendPosts } from "../../../lib/app/talk/posts.ts";
import { sentence } from "../../../lib/core/message.ts";
import type { Sent } from "../../../lib/core/talk.ts";
import type { Fault } from "../../../lib/store/memoryFaults.ts";
import { channel, source, start, talkHouse } from "./talkHouse.ts";

const faults: readonly Fault[] = ["throttled", "conflict", "ambiguousApplied", "ambiguousLost", "unavailable"];
const mostSteps = 14;
const item = { scope: "request#gitlab", key: "1" };

interface Trouble {
  /** The tables fail at this operation, and at so many behind it. */
  readonly at: number;
  readonly many: number;
  readonly fault: Fault;
  /** How the chat answers at first; missing: it shows what it is given. */
  readonly first?: Sent;
}

/** Two who send at the same time, round after round, until nothing is left. @returns how often each of three was shown */
async function shown({ at, many, fault, first }: Trouble) {
  const house = talkHouse();
  await house.store.putNote(item, "{}", undefined);
  for (const [serial, id] of ["a", "b", "c"].entries())
    await house.store.commit([
      postWrite(source, id, {
        to: channel(serial === 2 ? "C2" : "C1"),
        message: sentence("news", id),
        at: start + serial,
        tries: 0,
        ...(serial === 0 && { noteRef: item }),
      }),
    ]);
  let step = 0;
  house.moods.fault = () => {
    step++;
    return step > at && step <= at + many ? fault : undefined;
  };
  let answers = 0;
  house.moods.mood = () => (answers++ === 0 ? first : undefined);
  for (let round = 0; round < 12; round++) {
    const both = [sendPosts(source, house.desk), sendPosts(source, house.desk)];
    await Promise.allSettled(both);
    house.pass(61);
  }
  const titles = house.titles();
  const times = ["a", "b", "c"].map((id) => titles.filter((title) => title === id).length);
  return { times, left: (await house.outbox()).length, note: await house.store.note(item) };
}

const firsts: readonly (Sent | undefined)[] = [
  undefined,
  { kind: "unknown", why: "time-out" },
  { kind: "notSent", why: "no connection" },
  { kind: "refused", why: "ratelimited", retryAfterSeconds: 5 },
];

for (const first of firsts)
  test(`whatever fails at whichever step, nothing is said twice, and nothing is left over (${first?.kind ?? "shown"})`, async () => {
    for (const fault of faults)
      for (const many of [1, 3, 9])
        for (let at = 0; at < mostSteps; at++) {
          const { times, left } = await shown({ at, many, fault, ...(first && { first }) });
          const where = `${fault} ${many} times behind step ${at}`;
          assert.ok(
            times.every((count) => count <= 1),
            `${where}: ${times}`,
          );
          assert.equal(left, 0, where);
        }
  });

test("a single failure of the tables loses no message", async () => {
  for (const fault of faults)
    for (let at = 0; at < mostSteps; at++) {
      const { times } = await shown({ at, many: 1, fault });
      assert.deepEqual(times, [1, 1, 1], `${fault} behind step ${at}`);
    }
});

test("what was shown is known by its id, unless the tables failed for long: then it is known that nobody can tell", async () => {
  for (const fault of faults)
    for (const many of [1, 9])
      for (let at = 0; at < mostSteps; at++) {
        const { note = "" } = await shown({ at, many, fault });
        assert.match(note, /^\{("ref":"C1:\d\.0"|"lost":"unknown")\}$/, `${fault} ${many} behind step ${at}`);
        if (many === 1) assert.match(note, /ref/);
      }
});
