import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toRunner } from "../../lib/gitlab/answers/runner.ts";
import { createRunners } from "../../lib/gitlab/runners.ts";
import { errorOf } from "./asked.ts";
import { grape, noProject, noRow, paths } from "./grape.ts";

function runnerAnswer(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 5,
    description: "dock",
    ip_address: null,
    active: true,
    paused: false,
    is_shared: false,
    runner_type: "project_type",
    online: true,
    status: "online",
    ...changes,
  };
}

/** As GitLab 12 lists a runner, which tells no `runner_type`. */
function oldRunner(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: 5, description: "dock", active: true, is_shared: false, online: true, status: "online", ...changes };
}

test("runners of every vintage are read, without their tokens", () => {
  const looked = runnerAnswer({
    tag_list: ["docker"],
    run_untagged: false,
    access_level: "ref_protected",
    contacted_at: null,
    token: "205086a8e3b9a2b8",
  });
  assert.deepEqual(toRunner(looked), {
    id: 5,
    description: "dock",
    type: "project_type",
    isShared: false,
    online: true,
    status: "online",
    paused: false,
    tags: ["docker"],
    runsUntagged: false,
    accessLevel: "ref_protected",
    contactedAt: null,
  });
  assert.deepEqual(toRunner({ id: 1, description: null, active: false, is_shared: true, name: null }), {
    id: 1,
    description: null,
    isShared: true,
    paused: true,
  });
});

for (const [name, answer, online, paused] of [
  ["a status alone tells that it is there", { id: 1, status: "online" }, true, undefined],
  ["a status alone tells that it is not there", { id: 1, status: "stale" }, false, undefined],
  ["`paused` as a status hides whether it is there", { id: 1, status: "paused" }, undefined, true],
  ["an unknown status is unknown", { id: 1, status: "dozing" }, undefined, undefined],
  ["`online` is believed before the status", { id: 1, online: true, status: "paused", active: false }, true, true],
] as const)
  test(`of a runner, ${name}`, () => {
    const runner = toRunner(answer);
    assert.deepEqual([runner?.online, runner?.paused], [online, paused]);
  });

test("a runner with any field replaced by anything is a runner still", () => {
  const keys = [...Object.keys(runnerAnswer()), "tag_list", "contacted_at"].filter((key) => key !== "id");
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
      return toRunner(runnerAnswer({ [key]: value }))?.id === 5;
    }),
    { seed: 5, numRuns: 1000 },
  );
});

test("runners are listed by tags and by a status that every GitLab knows", async (t) => {
  const { http, seen } = await grape(t, { "/projects/7/runners": [200, [runnerAnswer()]] });
  const runners = createRunners(http);
  assert.equal((await runners.page(7, { tags: ["docker", "größe"], status: "online" }))?.items[0]?.id, 5);
  await runners.page(7, { status: "stale" });
  assert.deepEqual(paths(seen), [
    "/projects/7/runners?tag_list=docker%2Cgr%C3%B6%C3%9Fe&status=online&scope=online&per_page=100",
    "/projects/7/runners?status=stale&per_page=100",
  ]);
});

test("what is not there is undefined, and another runner's answer is odd", async (t) => {
  const { http } = await grape(t, {
    "/projects/8/runners": noProject,
    "/runners/1": noRow,
    "/runners/2": [200, runnerAnswer()],
  });
  const runners = createRunners(http);
  assert.equal(await runners.page(8), undefined);
  assert.equal(await runners.get(1), undefined);
  assert.match((await errorOf(runners.get(2))).message, /another runner/);
});

test("a GitLab that selects by tags is believed", async (t) => {
  const { http, seen } = await grape(t, { "/projects/7/runners": [200, [runnerAnswer()]] });
  assert.deepEqual(await createRunners(http).someOnline(7, ["docker", "linux"]), {
    answer: "yes",
    why: 'runner 5 is online and has the tags "docker", "linux"',
    runnerId: 5,
  });
  assert.equal(seen.length, 1);
});

test("a GitLab that is too old to select by tags is asked for each runner's", async (t) => {
  const list = [oldRunner({ id: 4 }), oldRunner()];
  const paths = {
    "/projects/7/runners": [200, list],
    "/runners/4": [200, oldRunner({ id: 4, tag_list: ["docker"] })],
  } as const;
  const found = await grape(t, { ...paths, "/runners/5": [200, oldRunner({ tag_list: ["linux", "docker"] })] });
  assert.equal((await createRunners(found.http).someOnline(7, ["docker", "linux"])).runnerId, 5);
  const none = await grape(t, { ...paths, "/runners/5": [200, oldRunner({ tag_list: ["linux"] })] });
  assert.deepEqual(await createRunners(none.http).someOnline(7, ["docker", "linux"]), {
    answer: "no",
    why: 'no runner is online that has the tags "docker", "linux"',
  });
  const closed = await grape(t, { ...paths, "/runners/5": [403, { message: "403 Forbidden - No access granted" }] });
  assert.equal((await createRunners(closed.http).someOnline(7, ["docker", "linux"])).answer, "unknown");
});

test("untagged jobs need a runner that takes them", async (t) => {
  for (const [runsUntagged, answer] of [
    [true, "yes"],
    [false, "no"],
    [undefined, "unknown"],
  ] as const) {
    const { http } = await grape(t, {
      "/projects/7/runners?status=online&scope=online&per_page=100": [200, [runnerAnswer()]],
      "/runners/5": [200, runnerAnswer({ run_untagged: runsUntagged })],
    });
    assert.equal((await createRunners(http).someOnline(7, [])).answer, answer);
  }
});

test("a runner that is offline or paused is nobody", async (t) => {
  const asleep = [runnerAnswer({ online: false, status: "offline" }), runnerAnswer({ paused: true })];
  const { http } = await grape(t, { "/projects/7/runners": [200, asleep] });
  assert.deepEqual(await createRunners(http).someOnline(7, ["docker"]), {
    answer: "no",
    why: 'no runner is online that has the tag "docker"',
  });
});

test("too many runners, or none that may be seen, are unknown", async (t) => {
  const many = Array.from({ length: 6 }, (_, at) => oldRunner({ id: at + 1 }));
  const looks = Object.fromEntries(
    many.map(({ id }) => [`/runners/${id}`, [200, oldRunner({ id, tag_list: [] })] as const]),
  );
  const crowd = await grape(t, { "/projects/7/runners": [200, many], ...looks });
  assert.equal((await createRunners(crowd.http).someOnline(7, ["docker"])).answer, "unknown");
  assert.equal(crowd.seen.length, 6);
  const hidden = await grape(t, { "/projects/7/runners": [403, { message: "403 Forbidden" }] });
  assert.match((await createRunners(hidden.http).someOnline(7, ["docker"])).why, /must be Maintainer/);
  const gone = await grape(t, { "/projects/7/runners": noProject });
  assert.match((await createRunners(gone.http).someOnline(7, ["docker"])).why, /gone/);
  const comma = await grape(t, {});
  assert.equal((await createRunners(comma.http).someOnline(7, ["a,b"])).answer, "unknown");
  assert.equal(comma.seen.length, 0);
});

test("a tag is told so that a terminal does not obey it and no sentence is made of it", async (t) => {
  const { http } = await grape(t, { "/projects/7/runners": [200, []] });
  const { why } = await createRunners(http).someOnline(7, ["docker is online\u001b[2J\u202e", 'a"']);
  assert.equal(why, 'no runner is online that has the tags "docker is online\\u001b[2J?", "a\\""');
});

test("a list of runners that never ends is left after five pages", async (t) => {
  const pages = Array.from({ length: 9 }, (_, at) => [
    `/projects/7/runners?tag_list=x&status=online&scope=online&per_page=100${at === 0 ? "" : `&page=${at + 1}`}`,
    [200, [runnerAnswer({ online: false })], { "x-next-page": String(at + 2) }] as const,
  ]);
  const { http, seen } = await grape(t, Object.fromEntries(pages));
  assert.equal((await createRunners(http).someOnline(7, ["x"])).answer, "unknown");
  assert.equal(seen.length, 5);
});
