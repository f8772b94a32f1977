import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import type { Facts } from "../../lib/core/event.ts";
import { compileRulebook } from "../../lib/rules/compile.ts";
import { factsWith, rulebookOf } from "./specs.ts";

const folder = new URL("../../infra/recipes/", import.meta.url);
const now = Date.parse("2026-11-20T12:00:00Z");
const week = 7 * 86_400_000;
const archive = { type: "archive", sizeBytes: 1 };

function recipe(file: string): string {
  return readFileSync(new URL(file, folder), "utf8");
}

for (const file of readdirSync(folder)) {
  test(`${file} is a good rulebook that enforces, and says at its head what it is for`, () => {
    const text = recipe(file);
    const { rules } = rulebookOf(text);
    assert.match(text, /^# .*\n# .*\n/);
    assert.deepEqual(
      rules.map(({ id, mode }) => `${id}.yaml ${mode}`),
      [`${file} enforce`],
    );
  });
}

const cases: readonly [file: string, name: string, facts: Facts, answer: string][] = [
  ["retry-infrastructure.yaml", "a broken runner", factsWith({ failureReason: "runner_system_failure" }), "yes"],
  [
    "retry-infrastructure.yaml",
    "a silent runner of GitLab 19",
    factsWith({ failureReason: "no_updates_running" }),
    "yes",
  ],
  ["retry-infrastructure.yaml", "a failing test", factsWith({ failureReason: "script_failure" }), "no"],
  ["retry-infrastructure.yaml", "a job whose reason nobody told", factsWith(), "unknown"],
  ["restart-stuck.yaml", "a pending job", factsWith({ status: "pending" }), "yes"],
  ["restart-stuck.yaml", "a running job", factsWith({ status: "running" }), "no"],
  ["promote.yaml", "a gate of a version tag", factsWith({ status: "manual", tag: true, ref: "v1.2" }), "yes"],
  ["promote.yaml", "a gate of a branch called v1", factsWith({ status: "manual", tag: false, ref: "v1" }), "no"],
  [
    "keep-releases.yaml",
    "a release's artifacts",
    factsWith({ status: "success", tag: true, ref: "v1", artifacts: { files: [archive], expireAt: now } }),
    "yes",
  ],
  [
    "keep-releases.yaml",
    "a hook that tells no artifacts",
    factsWith({ status: "success", tag: true, ref: "v1" }),
    "unknown",
  ],
  [
    "tidy.yaml",
    "artifacts that expired a week ago",
    factsWith({ tag: false, artifacts: { files: [archive], expireAt: now - week } }),
    "yes",
  ],
  [
    "tidy.yaml",
    "artifacts of a tag",
    factsWith({ tag: true, artifacts: { files: [archive], expireAt: now - week } }),
    "no",
  ],
  [
    "tidy.yaml",
    "artifacts that somebody kept",
    factsWith({ tag: false, artifacts: { files: [archive], expireAt: null } }),
    "no",
  ],
];

for (const [file, name, facts, answer] of cases)
  test(`${file} says ${answer} to ${name}`, () => {
    const [rule] = compileRulebook(rulebookOf(recipe(file)), 1);
    assert.equal(rule?.decide(facts, now).answer, answer);
  });
