import assert from "node:assert/strict";
import { test } from "node:test";
import { compositeStatus, neededStatus } from "../../../infra/twin/machine/composite.ts";
import { jobStatuses } from "../../../infra/twin/state/jobParts.ts";

/** `failed?` is a failed job that may fail. */
function jobsOf(words: string) {
  return words.split(" ").map((word) => {
    const status = jobStatuses.find((one) => one === word.replace("?", ""));
    assert.ok(status, word);
    return { status, allowFailure: word.endsWith("?") };
  });
}

function sums(sum: typeof compositeStatus, table: Readonly<Record<string, string>>): void {
  const found = Object.keys(table).map((words) => [words, sum(jobsOf(words))]);
  assert.deepEqual(Object.fromEntries(found), table);
}

test("one job is its pipeline, unless it may fail or is an optional gate", () => {
  for (const status of jobStatuses) assert.equal(compositeStatus([{ status, allowFailure: false }]), status);
  sums(compositeStatus, { "failed?": "success", "canceled?": "success", "manual?": "skipped", "running?": "running" });
  assert.equal(compositeStatus([]), undefined);
});

test("jobs that have all ended sum up to the worst of them", () => {
  sums(compositeStatus, {
    "success skipped": "success",
    "success failed": "failed",
    "success canceled": "canceled",
    "canceled failed skipped": "failed",
    "skipped failed?": "success",
    "skipped canceled?": "success",
    "skipped manual?": "skipped",
    "success failed? manual?": "success",
    "canceled failed?": "canceled",
  });
});

test("while something goes on, what has ended only tells pending from running", () => {
  sums(compositeStatus, {
    "pending created": "pending",
    "pending skipped manual?": "pending",
    "created skipped": "pending",
    "created failed?": "created",
    "pending success": "running",
    "created success": "running",
    "created failed": "running",
    "running created pending": "running",
    "running manual canceling": "running",
  });
});

test("where nothing runs, the first of the gates says what the others wait for", () => {
  sums(compositeStatus, {
    "waiting_for_resource manual success": "waiting_for_resource",
    "waiting_for_callback manual": "waiting_for_callback",
    "manual scheduled created": "manual",
    "manual failed": "manual",
    "scheduled preparing": "scheduled",
    "preparing created success": "preparing",
    "preparing failed?": "preparing",
    "canceling failed": "canceling",
    "canceling created": "running",
    "canceling manual": "manual",
  });
});

test("of needed jobs one that does not run is enough to skip what needs it", () => {
  sums(neededStatus, {
    "success skipped": "skipped",
    "running manual?": "skipped",
    "running skipped": "skipped",
    "success success failed?": "success",
    "success manual": "manual",
    "success running": "running",
    "failed running": "running",
    "failed success": "failed",
  });
});
