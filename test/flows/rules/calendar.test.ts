import assert from "node:assert/strict";
import { test } from "node:test";
import type { Stage } from "../../../infra/local/stage.ts";
import { deeds, reason, scene, standing } from "./scene.ts";

const hour = 3600;

/** Lets time pass all at once: in between nothing comes due. */
async function leap(s: Stage, seconds: number): Promise<void> {
  s.clock.advance(seconds);
  await s.settle();
}

const rules = `version: 1
defaults: { mode: enforce }
calendars:
  office: { zone: Europe/Berlin, open: ["Mon-Fri 12:00-17:00"], closed: [{ from: 2026-01-05, to: 2026-01-05, why: stocktaking }] }
rules:
  - { id: promote, projects: ["**"], on: pipeline, require: { calendar: office }, do: { play: { job: deploy } } }
`;

test("a gate whose calendar is closed waits, says until when, and opens once when the calendar does", async (t) => {
  const s = await scene(t, rules);
  const { id } = s.twin.addPipeline(s.project.id, { jobs: [{ name: "deploy", when: "manual" }] });
  await s.settle();
  assert.deepEqual([deeds(s), await standing(s)], [[], ["play deploy waiting"]]);
  assert.match(
    await reason(s, "deploy"),
    /^the calendar office is closed: .*stocktaking.*it opens .*2026-01-06.*12:00/,
  );
  for (let hours = 0; hours < 24; hours += 6) await leap(s, 6 * hour);
  assert.deepEqual(deeds(s), [], "at 11:00 of the day after it is closed still");
  await leap(s, 2 * hour);
  assert.deepEqual([deeds(s), await standing(s)], [["play deploy"], ["play deploy done"]]);
  await leap(s, 5 * hour);
  assert.equal(s.twin.effects.length, 1);
  assert.equal(s.twin.job(s.twin.jobNamed(id, "deploy").id).status, "pending");
});

test("a gate that a person opens while its calendar is closed is left alone when the calendar opens", async (t) => {
  const s = await scene(t, rules);
  const { id } = s.twin.addPipeline(s.project.id, { jobs: [{ name: "deploy", when: "manual" }] });
  await s.settle();
  s.twin.act("play", s.twin.jobNamed(id, "deploy").id, { by: "alice" });
  await s.settle();
  await leap(s, 27 * hour);
  assert.deepEqual(
    s.twin.effects.map(({ verb, user }) => `${verb} by ${user}`),
    ["play by alice"],
  );
  assert.deepEqual(await standing(s), ["play deploy skipped"]);
});
