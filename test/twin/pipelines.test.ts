import assert from "node:assert/strict";
import test from "node:test";
import { type Reply, twinWorld } from "./world.ts";

const ids = ({ json }: Reply): number[] => json.map(({ id }: { id: number }) => id);

test("pipelines are found by person, source, commit, scope and time", async (t) => {
  const { twin, pipeline, get, id, time } = await twinWorld(t);
  const ended = pipeline(["a/1"], { by: "dev", source: "web" });
  twin.finish(ended.id);
  time.advance(3600);
  const tag = pipeline(["a/1"], { ref: "v1", tag: true });
  const older = pipeline(["a/1"], { ref: "fix" });
  const newer = pipeline(["a/1"], { ref: "fix" });
  const list = async (query: string) => ids(await get(`/projects/${id}/pipelines?${query}`));
  assert.deepEqual(await list("username=dev"), [ended.id]);
  assert.deepEqual(await list("username=nobody"), []);
  assert.deepEqual(await list("source=web"), [ended.id]);
  assert.deepEqual(await list(`sha=${tag.commit.sha}`), [tag.id]);
  assert.deepEqual(await list("scope=finished"), [ended.id]);
  assert.deepEqual(await list("scope=pending"), [newer.id, older.id, tag.id]);
  assert.deepEqual(await list("scope=branches"), [newer.id, ended.id]);
  assert.deepEqual(await list("scope=tags"), [tag.id]);
  const half = new Date(time.now() - 1_800_000).toISOString();
  assert.deepEqual(await list(`updated_before=${half}`), [ended.id]);
  assert.deepEqual(await list(`updated_after=${half}&order_by=updated_at&sort=asc`), [tag.id, older.id, newer.id]);
  assert.deepEqual(await list(`created_before=${half}&created_after=${half}`), []);
});

test("a filter that GitLab does not know is refused", async (t) => {
  const { get, id } = await twinWorld(t);
  const error = async (query: string) => (await get(`/projects/${id}/pipelines?${query}`)).json.error;
  assert.equal(await error("source=mail"), "source does not have a valid value");
  assert.equal(await error("scope=all"), "scope does not have a valid value");
  assert.equal(await error("updated_after=soon"), "updated_after is invalid");
});
