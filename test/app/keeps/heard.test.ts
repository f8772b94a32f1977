import assert from "node:assert/strict";
import { test } from "node:test";
import { receive } from "../../../lib/app/receive.ts";
import type { Event } from "../../../lib/core/event.ts";
import { oneRule, site, start } from "../site.ts";

const keep = oneRule("on: job, when: { tag: true }, do: keep");
const tidy = oneRule("on: { schedule: { every: 1d } }, do: deleteArtifacts");
const retry = oneRule("on: job, when: { status: failed }, do: retry");
const off = oneRule("on: job, mode: off, when: { tag: true }, do: keep");

const heard = { id: "d1", source: "gitlab", receivedAt: start, project: { id: 42, path: "shop/api" } };
const pipeline = (more: object): Event => ({ ...heard, kind: "pipeline", pipeline: { id: 501, ...more }, jobs: [] });
const released = (action: "create" | "update" | "delete"): Event => ({
  ...heard,
  kind: "release",
  release: { tag: "v1", action },
});
const tagPush = (isDeleted: boolean): Event => ({ ...heard, kind: "tagPush", tagPush: { tag: "v1", isDeleted } });
const ofTag = pipeline({ ref: "v1", tag: true, status: "success" });

/** The reviews that an event plans: what of, by each one's `about`. */
async function reviews(event: Event, rules: string, times = 1) {
  const s = await site({ jobs: [], rules });
  const reach = { ...s.worker, actions: s.actions, record: "all" as const };
  for (let heard = 0; heard < times; heard++) await receive(event, reach);
  const tasks = await s.store.tasks(100, { source: "gitlab" });
  return tasks.filter(({ verb }) => verb === "sweep").map(({ about }) => about);
}

for (const [what, event, rules, about] of [
  ["a release that is made", released("create"), keep, { ref: "v1" }],
  ["a release that is changed", released("update"), keep, { ref: "v1" }],
  ["a release that is deleted", released("delete"), keep, { ref: "v1" }],
  ["a release, where rules delete", released("create"), tidy, { ref: "v1" }],
  ["a tag that is deleted", tagPush(true), keep, { ref: "v1" }],
  ["a tag's pipeline that has ended", ofTag, keep, { pipelineId: 501 }],
] as const)
  test(`${what} has what is kept looked at, once however often it is told`, async () => {
    assert.deepEqual(await reviews(event, rules, 3), [about]);
  });

for (const [what, event, rules] of [
  ["a release, where no rule keeps or deletes anything", released("create"), retry],
  ["a release, where the rule that keeps is off", released("create"), off],
  ["a tag that is pushed", tagPush(false), keep],
  ["a branch's pipeline that has ended", pipeline({ ref: "v1", tag: false, status: "success" }), keep],
  ["a tag's pipeline that runs still", pipeline({ ref: "v1", tag: true, status: "running" }), keep],
  ["a tag's pipeline, where rules only delete", ofTag, tidy],
] as const)
  test(`${what} has nothing looked at`, async () => {
    assert.deepEqual(await reviews(event, rules), []);
  });
