import assert from "node:assert/strict";
import { test } from "node:test";
import { createEffects } from "../../lib/gitlab/effects.ts";
import { served } from "./openhttp.ts";
import { jobAnswer, json, now } from "./server.ts";

for (const verb of ["cancel", "keep", "erase"] as const)
  test(`a ${verb} that is answered with another job is not taken for done`, async (t) => {
    const { http } = await served(t, (_, response) => json(response, 201, jobAnswer({ id: 2002 })));
    const reply = await createEffects(http, () => now)[verb](7, 1001);
    assert.ok(reply.kind === "unknown", JSON.stringify(reply));
    assert.match(reply.message, /^POST \/projects\/7\/jobs\/1001\/.*: 201, but the answer is about job 2002$/);
  });

test("a retry that is answered with the old job is not taken for done", async (t) => {
  const { http } = await served(t, (_, response) => json(response, 201, jobAnswer()));
  const reply = await createEffects(http, () => now).retry(7, 1001);
  assert.deepEqual(reply, {
    kind: "unknown",
    message: "POST /projects/7/jobs/1001/retry: 201, but the answer names no new job",
  });
});
