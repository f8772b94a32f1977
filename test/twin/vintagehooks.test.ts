import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { type Vintage, vintages } from "../../infra/twin/state/world.ts";
import { receiver, twinWorld } from "./world.ts";

async function hooksOf(t: TestContext, vintage: Vintage) {
  const { twin, pipeline, id } = await twinWorld(t, {}, { vintage });
  const { url, heard } = await receiver(t);
  const signingToken = `whsec_${Buffer.from("a signing key of the twin's tests").toString("base64")}`;
  twin.addHook(id, { url, jobEvents: true, pipelineEvents: true, token: "secret", signingToken });
  const one = pipeline(["test/unit"]);
  twin.fail(twin.run(twin.jobNamed(one.id, "unit").id).id);
  await twin.deliver();
  const all = heard.map(({ headers, body }) => ({ headers, body: JSON.parse(body) }));
  const job = all.findLast(({ body }) => body.object_kind === "build");
  const whole = all.findLast(({ body }) => body.object_kind === "pipeline");
  assert.ok(job && whole);
  return { job, whole };
}

const words = (text: string) => text.split(" ").sort();

test("deliveries have the headers of their year", async (t) => {
  const wanted = /^(user-agent|x-gitlab-.*|idempotency-key|webhook-.*)$/;
  const newer = "idempotency-key user-agent x-gitlab-event-uuid x-gitlab-instance x-gitlab-webhook-uuid";
  for (const vintage of vintages) {
    const { job, whole } = await hooksOf(t, vintage);
    const names = Object.keys(job.headers).filter((name) => wanted.test(name));
    const signed = vintage === 2026 ? " webhook-id webhook-signature webhook-timestamp" : "";
    const expected = `x-gitlab-event x-gitlab-token${vintage >= 2024 ? ` ${newer}` : ""}${signed}`;
    assert.deepEqual(names.sort(), words(expected), String(vintage));
    assert.equal(job.headers["x-gitlab-event"], vintage === 2016 ? "Build Hook" : "Job Hook");
    assert.equal(whole.headers["x-gitlab-event"], "Pipeline Hook");
  }
});

test("a job hook has the fields of its year", async (t) => {
  const first =
    "object_kind ref tag before_sha sha build_id build_name build_stage build_status build_started_at build_finished_at " +
    "build_duration project_id project_name user commit repository";
  const later = {
    2016: "",
    2020: " build_allow_failure build_failure_reason pipeline_id runner",
    2024: " build_created_at build_queued_duration environment retries_count",
    2026: " build_created_at_iso build_started_at_iso build_finished_at_iso project",
  };
  let fields = first;
  for (const vintage of vintages) {
    fields += later[vintage];
    const { body } = (await hooksOf(t, vintage)).job;
    assert.deepEqual(Object.keys(body).sort(), words(fields), String(vintage));
    assert.deepEqual(
      Object.keys(body.user).sort(),
      words(vintage >= 2024 ? "avatar_url email id name username" : "email id name"),
    );
    assert.deepEqual(["author_url" in body.commit, "name" in body.commit], [vintage >= 2024, vintage >= 2024]);
  }
});

test("a pipeline hook has the fields of its year", async (t) => {
  const later = {
    2016: "id ref tag sha before_sha status stages created_at finished_at duration",
    2020: " detailed_status source variables",
    2024: " iid name queued_duration url",
    2026: " protected_ref ref_status_name",
  };
  const builds = {
    2016: "id stage name status created_at started_at finished_at when manual user runner artifacts_file",
    2020: " allow_failure",
    2024: " duration environment failure_reason queued_duration",
    2026: "",
  };
  const [fields, ofBuild] = [[] as string[], [] as string[]];
  for (const vintage of vintages) {
    fields.push(later[vintage]);
    ofBuild.push(builds[vintage]);
    const { body } = (await hooksOf(t, vintage)).whole;
    assert.deepEqual(Object.keys(body.object_attributes).sort(), words(fields.join("")), String(vintage));
    assert.deepEqual(Object.keys(body.builds[0]).sort(), words(ofBuild.join("")), String(vintage));
    assert.equal("merge_request" in body, vintage >= 2020);
    assert.deepEqual(
      Object.keys(body.user).sort(),
      words(vintage >= 2024 ? "avatar_url email id name username" : "avatar_url name username"),
    );
    assert.equal("tags" in body.builds[0].runner, vintage >= 2024);
  }
});
