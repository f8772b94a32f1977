import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { Conditions } from "../../../lib/rules/conditions.ts";
import { covers, exampleOf, overlap, type Region } from "../../../lib/rules/space/overlap.ts";

/** Conditions as rules write them; projects under their own key. */
function region(text: string): Region {
  const { projects, ...when } = parse(`{ ${text} }`);
  return {
    ...(projects && { projects: [projects].flat() }),
    ...(Object.keys(when).length > 0 && { when: Conditions.parse(when) }),
  };
}

const rows: readonly [string, string, "none" | "some" | "unsure"][] = [
  ["status: failed", "status: [success, failed]", "some"],
  ["status: failed", "status: success", "none"],
  ["status: failed", "not: { status: failed }", "none"],
  ["tag: true", "tag: false", "none"],
  ["tag: true", "name: build", "some"],
  ["any: [{ tag: true }, { status: failed }]", "tag: false, status: success", "none"],
  ["any: [{ tag: true }, { status: failed }]", "tag: false", "some"],
  ["ref: main", "ref: 'v*'", "none"],
  ["ref: v1.0", "ref: 'v*'", "some"],
  ["ref: 'release/*'", "ref: '*/1'", "some"],
  ["ref: 'a*'", "ref: '*b', name: x", "some"],
  ["ref: 'a*'", "ref: 'b*'", "none"],
  ["ref: '*a'", "ref: '*b'", "none"],
  ["ref: '?a?'", "ref: 'ba'", "none"],
  ["ref: 'release/**'", "not: { ref: '**' }", "none"],
  ["ref: 'x*'", "not: { ref: 'xy*' }", "some"],
  ["ref: { matches: 'v[0-9]+' }", "not: { ref: { matches: 'v[0-9]+' } }", "none"],
  ["ref: { matches: 'v[0-9]+' }", "ref: v1", "some"],
  ["ref: { matches: 'v[0-9]+' }", "ref: [main, v1]", "some"],
  ["ref: { matches: 'v[0-9]+' }", "ref: main", "unsure"],
  ["ref: { matches: 'v[0-9]+' }", "tag: true", "unsure"],
  ["failureReason: stuck_or_timeout_failure", "failureReason: no_updates_running", "some"],
  ["failureReason: script_failure", "status: success", "none"],
  ["failureReason: script_failure", "failureReason: api_failure", "none"],
  ["not: { failureReason: script_failure }", "status: success", "some"],
  ["failureClass: timeout", "status: canceled", "none"],
  ["failureClass: timeout", "status: failed", "unsure"],
  ["exitCode: 137", "exitCode: [1, 2]", "none"],
  ["exitCode: 137", "status: running", "none"],
  ["exitCode: 137", "not: { exitCode: 1 }", "some"],
  ["age: { over: 2d }", "age: { under: 1d }", "none"],
  ["age: { over: 1h }", "age: { under: 2h }", "some"],
  ["age: { under: 30m }", "ranFor: { over: 1h }", "unsure"],
  ["attempt: 1", "attempt: { over: 1 }", "none"],
  ["attempt: { under: 1 }", "status: failed", "none"],
  ["attempt: { over: 1, under: 3 }", "not: { attempt: 2 }", "none"],
  ["rank: { over: 5 }", "rank: 7", "some"],
  ["rank: 1", "status: failed", "none"],
  ["not: { rank: 1 }", "status: failed", "some"],
  ["by: { role: maintainer }", "not: { by: { role: developer } }", "none"],
  ["by: { role: developer }", "not: { by: { role: maintainer } }", "some"],
  ["by: { user: ada, bot: true }", "by: { bot: false }", "none"],
  ["artifacts: absent", "artifacts: { kept: true }", "none"],
  ["artifacts: present", "bridge: true", "none"],
  ["artifacts: absent", "not: { artifacts: { kept: true } }", "some"],
  ["artifacts: { expiredFor: 7d }", "artifacts: { kept: true }", "none"],
  ["artifacts: { expiredFor: 7d }", "artifacts: { expiresWithin: 1d }", "none"],
  ["artifacts: { expiredFor: 7d }", "not: { artifacts: { expiredFor: 9d } }", "some"],
  ["artifacts: { types: junit, over: 1MB }", "not: { artifacts: { types: archive } }", "some"],
  ["artifacts: { types: junit }", "artifacts: present, not: { artifacts: { types: 'j*' } }", "none"],
  ["runnerTags: { any: linux }", "runnerTags: { none: 'l*' }", "none"],
  ["runnerTags: { all: [linux, gpu] }", "runnerTags: { none: windows }", "some"],
  ["runnerTags: { any: [linux, gpu] }", "runnerTags: { none: linux }", "some"],
  ["runnerTags: { none: linux }", "bridge: true", "none"],
  ["runner: 7", "not: { runner: 7 }", "none"],
  ["runner: { type: group_type }", "status: failed", "some"],
  ["environment: production", "environmentTier: staging", "some"],
  ["not: { environment: '**' }", "status: failed", "some"],
  ["pipelineStatus: success", "pipelineStatus: failed", "none"],
  ["mergeRequest: { target: main }", "fork: true", "some"],
  ["mergeRequest: { target: main }", "tag: true", "unsure"],
  ["log: { matches: 'x' }", "not: { log: { matches: 'x' } }", "none"],
  ["log: { matches: 'x' }", "status: failed", "unsure"],
  ["jobs: { any: { name: x } }", "not: { jobs: { any: { name: x } } }", "none"],
  ["jobs: { any: { name: x } }", "status: failed", "unsure"],
  ["group: rspec", "name: 'rspec*'", "some"],
  ["group: rspec", "not: { group: 'r*' }", "none"],
  ["projects: 'shop/**'", "projects: ['**', '!shop/**']", "none"],
  ["projects: 'shop/**'", "projects: ['**', '!shop/legacy/**']", "some"],
  ["projects: 'shop/*'", "projects: '*/api'", "some"],
  ["projects: 'shop/*'", "projects: 'shop/*/x'", "none"],
  ["projects: [5, 6]", "projects: 7", "none"],
  ["projects: [5, 6]", "projects: 6", "some"],
  ["projects: 5", "projects: 'shop/**'", "unsure"],
];

for (const [one, other, wanted] of rows)
  test(`${one} and ${other}: ${wanted}`, () => {
    assert.deepEqual([overlap([region(one), region(other)]), overlap([region(other), region(one)])], [wanted, wanted]);
  });

const covering: readonly [wide: string, narrow: string, wanted: boolean][] = [
  ["status: [failed, canceled]", "status: failed", true],
  ["status: failed", "status: [failed, canceled]", false],
  ["ref: 'v*'", "ref: v1.0, tag: true", true],
  ["ref: 'v*'", "ref: 'v1.*'", true],
  ["ref: '**'", "ref: 'v1.*'", true],
  ["ref: '**'", "status: failed", false],
  ["name: '**'", "status: failed", true],
  ["ref: 'v1.*'", "ref: 'v*'", false],
  ["ref: { matches: a+ }", "ref: { matches: a+ }", true],
  ["ref: { matches: a+ }", "ref: a", false],
  ["ref: [{ matches: a+ }, main]", "ref: main", true],
  ["any: [{ tag: true }, { tag: false }]", "status: failed", false],
  ["not: { tag: true }", "tag: false", true],
  ["tag: false", "not: { tag: true }", true],
  ["not: { tag: true, status: failed }", "not: { tag: true }", true],
  ["status: failed", "failureReason: script_failure", false],
  ["failureClass: 'infra.*'", "failureClass: infra.network", true],
  ["failureClass: infra.network", "failureClass: 'infra.*'", false],
  ["failureReason: stuck_or_timeout_failure", "failureReason: no_updates_running", true],
  ["attempt: { under: 3 }", "attempt: 2", true],
  ["age: { over: 1h }", "age: { over: 2h }", true],
  ["age: { over: 2h }", "age: { over: 1h }", false],
  ["artifacts: present", "artifacts: { kept: true }", true],
  ["by: { role: developer }", "by: { role: maintainer, bot: false }", true],
  ["log: { matches: x }", "log: { matches: x }, status: failed", true],
  ["jobs: { any: { name: x } }", "jobs: { any: { name: x } }", true],
  ["jobs: { any: { name: 'x*' } }", "jobs: { any: { name: x } }", false],
  ["runnerTags: { any: [linux, mac] }", "runnerTags: { all: [linux, gpu] }", true],
  ["projects: 'shop/**'", "projects: shop/api, status: failed", true],
  ["projects: ['**', '!shop/legacy/**']", "projects: shop/api", true],
  ["projects: ['**', '!shop/legacy/**']", "projects: 'shop/**'", false],
  ["projects: 5", "projects: [5, 6]", false],
  ["projects: '**'", "projects: [5, 6]", true],
];

for (const [wide, narrow, wanted] of covering)
  test(`${wide} ${wanted ? "covers" : "does not cover"} ${narrow}`, () =>
    assert.equal(covers(region(wide), region(narrow)), wanted));

test("conditions with more ways to hold than are looked at leave it open", () => {
  const any = (key: string) => ({ any: Array.from({ length: 8 }, (_, at) => ({ [key]: [`x${at}`] })) });
  const when = { all: [any("ref"), any("name"), any("stage"), any("environment")] };
  assert.equal(overlap([{ when }, { when: { status: ["failed"] } }]), "unsure");
});

test("an example is a job as people know it", () => {
  const facts = exampleOf([
    region("projects: 'shop/**', status: failed, ref: 'v*', tag: true"),
    region("name: 'deploy:*'"),
  ]);
  assert.deepEqual(facts, {
    project: { id: 1, path: "shop/x" },
    job: { id: 1, name: "deploy:x", status: "failed", ref: "vx", tag: true },
    looked: {},
  });
});
