import assert from "node:assert/strict";
import { test } from "node:test";
import { explaining, fail, stopping } from "./stage.ts";

const again = '  - { id: again, projects: ["**"], on: job, when: { status: failed }, do: retry }\n';
const curious =
  'version: 1\nrules:\n  - { id: curious, projects: ["**"], on: job, when: { status: failed, log: { section: step_script, matches: "s.*t" } }, do: retry }\n';

test("a job of a project that the source does not watch is not looked at, whatever rules are sent along: the answer is that of no such project", async (t) => {
  const e = await explaining(t, again, { house: { projects: ["other/**"] } });
  const id = fail(e.stage);
  const sent = e.stage.twin.requests.length;
  const told = await e.explainJob(id, { rules: [{ file: "r.yaml", text: curious }] });
  assert.equal(told.status, 404);
  assert.match(String(told.error?.message), /^shop\/api is not there, .*not watched/);
  const paths = e.stage.twin.requests.slice(sent).map(({ path }) => path);
  assert.deepEqual(
    paths.filter((path) => /jobs|trace|pipelines|members/.test(path)),
    [],
  );
  const { project } = e.stage;
  const byId = (number: number) => e.explain({ job: { project: number, id } });
  const [there, nowhere] = [await byId(project.id), await byId(987_654)];
  assert.equal(there.error?.message.replace(String(project.id), "N"), nowhere.error?.message.replace("987654", "N"));
});

test("what an event told of a project that is not watched says so, and stops there", async (t) => {
  const e = await explaining(t, again, { house: { projects: ["other/**"] } });
  const payload = {
    object_kind: "build",
    project: { id: 7, path_with_namespace: "shop/web" },
    project_id: 7,
    build_id: 9,
    build_name: "b",
    build_status: "failed",
    pipeline_id: 3,
    ref: "main",
  };
  const told = await e.explain({ payload });
  assert.deepEqual(stopping(told).includes("watched"), true, JSON.stringify(told));
});
