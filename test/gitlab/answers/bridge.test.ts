import assert from "node:assert/strict";
import { test } from "node:test";
import { toBridge } from "../../../lib/gitlab/answers/detail.ts";
import { jobs2020 } from "../../fixtures/gitlab/2020/jobs.ts";
import { jobs2024 } from "../../fixtures/gitlab/2024/jobs.ts";
import { jobs2026 } from "../../fixtures/gitlab/2026/jobs.ts";

const now = Date.UTC(2026, 10, 20, 9, 30, 0);

test("a trigger job is read with the pipeline that it began, and has no runner and no artifacts", () => {
  const bridge = toBridge(jobs2020.bridges[0], now);
  assert.deepEqual(bridge?.downstream, {
    id: 911,
    status: "success",
    ref: "main",
    sha: "99aa0c9e7f3a4b2c8d6e0f1a2b3c4d5e6f708192",
    createdAt: Date.UTC(2020, 10, 10, 8, 31, 0, 500),
    webUrl: "https://git.harbour.example/harbour/tug/pipelines/911",
  });
  assert.deepEqual([bridge.id, bridge.name, bridge.status, bridge.pipelineId], [5513, "tow", "success", 910]);
  assert.deepEqual(
    ["runner", "runnerTags", "artifacts", "archive", "projectId"].filter((field) => field in bridge),
    [],
  );
});

test("a trigger job of 2024 tells its project, and one of 2026 also the project where it began a pipeline", () => {
  assert.equal(toBridge(jobs2024.bridges[0], now)?.projectId, 7);
  const towed = toBridge(jobs2026.bridges[1], now);
  assert.deepEqual([towed?.downstream?.id, towed?.downstream?.projectId], [2_600_000_002, 70_000_009]);
  assert.equal(towed?.status, "waiting_for_callback");
});

test("a trigger job that waits for a person has begun no pipeline; where nothing is told, or nothing readable, that is unknown", () => {
  const [manual] = jobs2026.bridges;
  assert.equal(toBridge(manual, now)?.downstream, null);
  for (const downstream_pipeline of [undefined, "5", {}, { id: 0 }]) {
    const bridge = toBridge({ ...manual, downstream_pipeline }, now);
    assert.ok(bridge && !("downstream" in bridge));
  }
});

test("what has no usable id, name or status is no trigger job", () => {
  for (const value of [null, [], { downstream_pipeline: { id: 5 } }]) assert.equal(toBridge(value, now), undefined);
});
