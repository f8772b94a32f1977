import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ask } from "../../lib/app/throttle.ts";
import { askOf, sweepPage } from "../../lib/app/throttleNeeds.ts";
import { throttleKey } from "../../lib/core/throttleState.ts";
import { start } from "./site.ts";
import { countedSite, oneProcess } from "./throttleProcess.ts";

const keep = askOf({ source: "gitlab", verb: "keep" });
const many = { requestsPerMinute: 100_000 };
const tooMany = { status: 429, limit: "endpoint", ofLists: true, retryAfterSeconds: 40 } as const;

async function lists(source: Partial<Parameters<typeof oneProcess>[1]>) {
  const s = await countedSite();
  const { throttle } = oneProcess(s, source);
  const take = async (ask: Ask) => await throttle.take(ask, start);
  const isOpen = async (ask: Ask) => !("closedUntil" in (await take(ask)));
  return { s, throttle, take, isOpen };
}

test("a large budget has no more lists for its sweeps than GitLab allows, and all else goes on", async () => {
  const { s, take, isOpen } = await lists({ ...many, listsPerMinute: 240 });
  let pages = 0;
  for (let seconds = 0; seconds < 300; seconds++) {
    s.pass(1);
    for (let room = await take(sweepPage("gitlab")); !("closedUntil" in room); pages++) {
      await room.meter(s.gitlab).reads.jobsPage(42);
      await room.end();
      room = await take(sweepPage("gitlab"));
    }
  }
  assert.ok(pages > 700 && pages <= 5 * 250, `${pages} lists in 5 min`);
  const closed = await take(sweepPage("gitlab"));
  assert.ok("closedUntil" in closed);
  assert.match(closed.reason, /^the rate budget of the source gitlab for lists of jobs is used up until/);
  assert.ok(await isOpen(keep));
  assert.ok(await isOpen(askOf({ source: "gitlab", verb: "deleteArtifacts" })));
});

test("once GitLab has had enough lists, only sweeps wait", async () => {
  const { throttle, isOpen } = await lists({ ...many, listsPerMinute: 240 });
  throttle.heard("gitlab", "act", tooMany);
  await throttle.noted();
  assert.deepEqual([await isOpen(sweepPage("gitlab")), await isOpen(keep)], [false, true]);
});

test("a budget without a bound for lists has no item for them", async () => {
  const { s, throttle, isOpen } = await lists({});
  throttle.heard("gitlab", "act", tooMany);
  await throttle.noted();
  assert.deepEqual([await isOpen(sweepPage("gitlab")), await isOpen(keep)], [true, true]);
  assert.equal(await s.store.note(throttleKey("gitlab", "act lists")), undefined);
});
