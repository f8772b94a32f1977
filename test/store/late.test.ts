import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type TestContext, test } from "node:test";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import { noon, runEntry, sampleTask } from "../contract/samples.ts";
import { answer, serve } from "./foreignServer.ts";

// A process may be frozen at any point, for hours; when it goes on, seals may stand over the time of what it has in hand.

const put = { put: sampleTask(), seen: "absent" } as const;

/** A store before a server whose answers count, on a clock that the answers move. */
async function frozen(t: TestContext, answers: Parameters<typeof serve>[1], clock: () => number) {
  const client = createClient({ region: "eu-central-1", endpoint: await serve(t, answers), clock });
  t.after(() => client.destroy());
  return createStore({ client, prefix: "p-", random: randomUUID, clock });
}

for (const [frozenMillis, sent] of [
  [29_000, 2],
  [31_000, 1],
] as const)
  test(`a process that is frozen for ${frozenMillis / 1000} s between two attempts sends ${sent}`, async (t) => {
    let [now, asked] = [noon, 0];
    const store = await frozen(
      t,
      [
        (request) => {
          asked++;
          now += frozenMillis;
          request.socket.resetAndDestroy();
        },
        (request, response) => {
          asked++;
          answer({})(request, response);
        },
      ],
      () => now,
    );
    const committed = await store.commit([put]).catch(({ code }) => code);
    assert.deepEqual([asked, committed], [sent, sent === 2 ? "written" : "ambiguous"]);
  });

test("an entry of a process that was frozen before it wrote is not sent, and its task is not either", async (t) => {
  const asked: string[] = [];
  const store = await frozen(
    t,
    [
      (request, response) => {
        asked.push(String(request.headers["x-amz-target"]));
        answer({})(request, response);
      },
    ],
    () => noon + 30_001,
  );
  await assert.rejects(store.commit([put, { journal: runEntry(noon) }]), { code: "throttled" });
  assert.deepEqual(asked, ["DynamoDB_20120810.PutItem"], "the mark alone, which is no harm");
  assert.equal(await store.commit([put, { journal: runEntry(noon + 1) }]), "written");
});
