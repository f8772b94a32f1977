import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import type { NewPipeline } from "../../infra/twin/machine/begin.ts";
import { raw } from "./raw.ts";
import { twinWorld } from "./world.ts";

async function withRefs(t: TestContext) {
  const world = await twinWorld(t);
  const { twin, id } = world;
  return {
    ...world,
    /** A pipeline whose job `build` left a file that says `word`, or failed. */
    build(word: string | null, more: Partial<NewPipeline> = {}) {
      const one = world.pipeline(["build/build"], more);
      const job = twin.jobNamed(one.id, "build").id;
      if (word === null) twin.fail(job);
      else twin.succeed(job, { artifacts: { files: { "dist/word.txt": word } } });
      return one;
    },
    word: (ref: string, query = "job=build") =>
      raw(world, `/projects/${id}/jobs/artifacts/${ref}/raw/dist/word.txt?${query}`),
    archive: (ref: string, query = "job=build") =>
      raw(world, `/projects/${id}/jobs/artifacts/${ref}/download?${query}`),
  };
}

test("a branch or a tag names the newest pipeline that went well, also where the name has slashes", async (t) => {
  const { build, word, archive } = await withRefs(t);
  build("first");
  build("second");
  build(null);
  build("release", { ref: "v2.3.0", tag: true });
  build("slash", { ref: "feature/x" });
  assert.equal((await word("main")).text, "second");
  assert.equal((await word("v2.3.0")).text, "release");
  assert.equal((await word("feature/x")).text, "slash");
  assert.equal((await word("feature%2Fx")).text, "slash");
  const whole = await archive("feature/x");
  assert.deepEqual([whole.status, whole.headers.get("content-type")], [200, "application/octet-stream"]);
});

test("a ref, a job or an archive that is not there is 404; a job that is not named is 400", async (t) => {
  const { build, word, archive } = await withRefs(t);
  build("first");
  const said = async (answer: ReturnType<typeof word>) => {
    const { status, text } = await answer;
    return [status, JSON.parse(text)];
  };
  const nothing = [404, { message: "404 Not found" }];
  assert.deepEqual(await said(word("none")), nothing);
  assert.deepEqual(await said(archive("none")), nothing);
  assert.deepEqual(await said(archive("main", "job=deploy")), nothing);
  assert.deepEqual(await said(archive("main", "")), [400, { error: "job is missing" }]);
});

test("earlier good pipelines are searched only on request", async (t) => {
  const { build, word, twin, pipeline } = await withRefs(t);
  build("first");
  twin.finish(pipeline(["test/unit"]).id);
  assert.equal((await word("main")).status, 404);
  const found = await word("main", "job=build&search_recent_successful_pipelines=true");
  assert.deepEqual([found.status, found.text], [200, "first"]);
  const none = await word("main", "job=deploy&search_recent_successful_pipelines=true");
  assert.deepEqual([none.status, JSON.parse(none.text)], [404, { message: "404 Job Not Found" }]);
});

test("a child pipeline's job is found by the name of its parent's ref", async (t) => {
  const { twin, pipeline, word } = await withRefs(t);
  const parent = pipeline([
    { name: "child", stage: "build", trigger: { strategy: "depend", jobs: [{ name: "build", stage: "build" }] } },
  ]);
  const child = parent.bridges[0]?.downstream;
  assert.ok(child);
  twin.succeed(twin.jobNamed(child.id, "build").id, { artifacts: { files: { "dist/word.txt": "from the child" } } });
  assert.equal(parent.status, "success");
  assert.equal((await word("main")).text, "from the child");
});

test("a child pipeline that went well does not stand for a parent that did not", async (t) => {
  const { twin, pipeline, word, build } = await withRefs(t);
  build("good");
  const jobs = [{ name: "build", stage: "build" }];
  const parent = pipeline(["build/fails", { name: "child", stage: "build", trigger: { strategy: "depend", jobs } }]);
  const child = parent.bridges[0]?.downstream;
  assert.ok(child);
  twin.succeed(twin.jobNamed(child.id, "build").id, { artifacts: { files: { "dist/word.txt": "from the child" } } });
  twin.fail(twin.jobNamed(parent.id, "fails").id);
  assert.deepEqual([parent.status, child.status], ["failed", "success"]);
  assert.equal((await word("main")).text, "good");
});

test("who may see jobs may download, unless the job says otherwise; a public project asks nobody", async (t) => {
  for (const [visibility, access, expected] of [
    ["private", "all", { nobody: 404, stranger: 404, guest: 403, reporter: 200, dev: 200, ada: 200 }],
    ["private", "developer", { nobody: 404, stranger: 404, guest: 403, reporter: 403, dev: 200, ada: 200 }],
    ["public", "all", { nobody: 200, stranger: 200, guest: 200, reporter: 200, dev: 200, ada: 200 }],
    ["public", "maintainer", { nobody: 403, stranger: 403, guest: 403, reporter: 403, dev: 403, ada: 200 }],
    ["public", "none", { nobody: 403, stranger: 403, guest: 403, reporter: 403, dev: 403, ada: 403 }],
  ] as const) {
    const world = await twinWorld(t, { settings: { visibility } });
    const { twin, pipeline, job } = world;
    twin.addPerson({ username: "stranger" });
    const { id } = twin.succeed(pipeline(["test/unit"]).jobs[0]?.id ?? 0, { artifacts: { access, files: { a: "a" } } });
    const found: Record<string, number> = {};
    for (const who of Object.keys(expected)) {
      const headers: Record<string, string> = who === "nobody" ? {} : { "PRIVATE-TOKEN": twin.addToken(who) };
      const statuses = [];
      for (const path of ["", "/a", "/tree"])
        statuses.push((await raw(world, `${job(id)}/artifacts${path}`, { headers })).status);
      assert.equal(new Set(statuses).size, 1, `${who}: ${statuses}`);
      found[who] = statuses[0] ?? 0;
    }
    assert.deepEqual(found, expected, `${visibility}, ${access}`);
    const wrong = await raw(world, `${job(id)}/artifacts`, { headers: { "PRIVATE-TOKEN": "wrong" } });
    assert.equal(wrong.status, 401);
  }
});
