import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress, readProject, readTarget } from "../../../lib/cli/jobs/address.ts";

const gitlab = "https://git.example.com";
const below = "https://host.example/gitlab";

const jobs: readonly [text: string, base: string, project: string | number][] = [
  ["https://git.example.com/shop/api/-/jobs/123", gitlab, "shop/api"],
  ["https://git.example.com/shop/eu/back/api/-/jobs/123", gitlab, "shop/eu/back/api"],
  ["https://git.example.com/shop/api/-/jobs/123#L12", gitlab, "shop/api"],
  ["https://git.example.com/shop/api/-/jobs/123/raw?x=1", gitlab, "shop/api"],
  ["https://git.example.com/shop/api/-/jobs/123/artifacts/browse/jobs/7", gitlab, "shop/api"],
  ["https://git.example.com:443/shop/api/-/jobs/123/", gitlab, "shop/api"],
  ["https://GIT.example.com/shop/api/jobs/123", gitlab, "shop/api"],
  ["https://git.example.com/shop/api/builds/123", gitlab, "shop/api"],
  ["https://git.example.com/shop/jobs/-/jobs/123", gitlab, "shop/jobs"],
  ["https://git.example.com/jobs/7/jobs/123", gitlab, "jobs/7"],
  ["https://host.example/gitlab/shop/api/-/jobs/123", below, "shop/api"],
  ["https://host.example/gitlab/shop/api/-/jobs/123", `${below}/`, "shop/api"],
  ["https://git.example.com/api/v4/projects/7/jobs/123/retry", gitlab, 7],
  ["https://git.example.com/api/v4/projects/shop%2Feu%2fapi/jobs/123", gitlab, "shop/eu/api"],
  ["https://host.example/gitlab/api/v3/projects/shop%2Fapi/builds/123/trace", below, "shop/api"],
];
for (const [text, base, project] of jobs)
  test(`${text} names job 123 of ${project} at ${base}`, () => {
    assert.deepEqual(readTarget(text, undefined, base), { project, jobId: 123 });
  });

const places: readonly [text: string, address: object][] = [
  ["https://git.example.com/shop/api", { project: "shop/api" }],
  ["https://git.example.com/shop/api/", { project: "shop/api" }],
  ["https://git.example.com/shop/api/-/jobs", { project: "shop/api" }],
  ["https://git.example.com/shop/api/-/tree/main", { project: "shop/api" }],
  ["https://git.example.com/shop/api/-/pipelines/77", { project: "shop/api", pipelineId: 77 }],
  ["https://git.example.com/shop/api/-/pipelines/77/builds", { project: "shop/api", pipelineId: 77 }],
  ["https://git.example.com/shop/api/pipelines/77", { project: "shop/api", pipelineId: 77 }],
  ["https://git.example.com/shop/api/-/jobs/", { project: "shop/api" }],
  ["https://git.example.com/shop/api.git", { project: "shop/api" }],
  ["https://git.example.com/api/v4/projects/7", { project: 7 }],
  ["https://git.example.com/api/v4/projects/shop%2Feu%2Fapi/jobs", { project: "shop/eu/api" }],
  ["https://git.example.com/api/v4/projects/7/pipelines/77/jobs?per_page=5", { project: 7, pipelineId: 77 }],
];
for (const [text, address] of places)
  test(`${text} names ${JSON.stringify(address)}`, () => {
    assert.deepEqual(readAddress(text, gitlab), address);
  });

const problems: readonly [why: string, text: string, base: string, told: RegExp][] = [
  [
    "another host",
    "https://gitlab.com/shop/api/-/jobs/1",
    gitlab,
    /of gitlab\.com.*for git\.example\.com: nothing was/,
  ],
  ["another port", "https://git.example.com:8443/a/b/-/jobs/1", gitlab, /of git\.example\.com:8443/],
  [
    "a host that begins alike",
    "https://git.example.com.evil.example/a/b/-/jobs/1",
    gitlab,
    /of git\.example\.com\.evil/,
  ],
  ["a host hidden behind a user", "https://git.example.com@evil.example/a/b/-/jobs/1", gitlab, /of evil\.example/],
  ["another path on the host", "https://host.example/gitlab2/a/b/-/jobs/1", below, /is for host\.example\/gitlab: /],
  [
    "no path below the path",
    "https://host.example/a/b/-/jobs/1",
    below,
    /not below \/gitlab, but the token .*: nothing was sent\. Write the address as/,
  ],
  ["an id that is none", "https://git.example.com/shop/api/-/jobs/0123", gitlab, /names no job: "0123" is no id/],
  [
    "a pipeline's id that is none",
    "https://git.example.com/a/b/-/pipelines/12x",
    gitlab,
    /names no pipeline: "12x" is/,
  ],
  ["a call of no project", "https://git.example.com/api/v4/job", gitlab, /names no project/],
  ["a call with a way out", "https://git.example.com/api/v4/projects/a%2F..%2Fb/jobs/1", gitlab, /names no project/],
  ["a call for a job's id that is none", "https://git.example.com/api/v4/projects/7/jobs/x", gitlab, /"x" is no id/],
  ["no web address", "shop/api", gitlab, /"shop\/api" is no web address/],
  ["another scheme", "ftp://git.example.com/a/b/-/jobs/1", gitlab, /is no web address/],
  ["a project, no job", "https://git.example.com/shop/api", gitlab, /names no job: its web address ends in/],
  ["a pipeline, no job", "https://git.example.com/shop/api/-/pipelines/7", gitlab, /names no job/],
  ["a lone group", "https://git.example.com/shop", gitlab, /names no project/],
  ["a slash in disguise", "https://git.example.com/shop/a%2Fpi/-/jobs/1", gitlab, /names no project/],
  ["a way out in disguise", "https://git.example.com/shop/%2e%2e%2fx/-/jobs/1", gitlab, /names no project/],
  ["a broken escape", "https://git.example.com/shop/%zz/-/jobs/1", gitlab, /names no project/],
  ["an id that no number holds", "https://git.example.com/a/b/-/jobs/9007199254740993", gitlab, /names no job/],
];
for (const [why, text, base, told] of problems)
  test(`${why} is told and names no job: ${text}`, () => {
    const read = readTarget(text, undefined, base);
    assert.ok("problem" in read, JSON.stringify(read));
    assert.match(read.problem, told);
  });

for (const [elsewhere, advised] of [
  ["http://localhost:8080", "http://localhost:8080"],
  ["http://127.0.0.1:7410", "http://127.0.0.1:7410"],
  ["http://gitlab.example.org", "https://gitlab.example.org"],
  ["https://gitlab.example.org:8443", "https://gitlab.example.org:8443"],
] as const)
  test(`to ask ${elsewhere}, the setting is advised that would be taken: ${advised}`, () => {
    const read = readAddress(`${elsewhere}/a/b/-/jobs/1`, gitlab);
    assert.ok(
      "problem" in read && read.problem.includes(`PENSTOCK_GITLAB_URL to ${advised} and`),
      JSON.stringify(read),
    );
  });

for (const text of ["shop/api", "shop/api/", "/shop/api", "shop/api.git", "/shop/api.git/"])
  test(`the project ${text} is shop/api`, () => {
    assert.deepEqual(readProject(text, gitlab), { project: "shop/api" });
  });

test("a password in an address is not repeated", () => {
  const read = readTarget("ssh://ada:hunter2secret@git.example.com/a/b", undefined, gitlab);
  assert.ok("problem" in read && !read.problem.includes("hunter2secret"), JSON.stringify(read));
});

test("a job is named by its id where --project says whose it is: by id, by path or by address", () => {
  assert.deepEqual(readTarget("5", "7", gitlab), { project: 7, jobId: 5 });
  assert.deepEqual(readTarget("5", "shop/eu/api", gitlab), { project: "shop/eu/api", jobId: 5 });
  assert.deepEqual(readTarget("5", `${gitlab}/shop/api`, gitlab), { project: "shop/api", jobId: 5 });
});

for (const [text, project, told] of [
  ["5", undefined, /a job's id needs its project: add --project/],
  ["5x", "7", /"5x" is no job id/],
  [`${gitlab}/a/b/-/jobs/1`, "7", /or by --project and its id/],
  ["5", "api", /"api" is no project: write its id, its full path/],
  ["5", "../api", /is no project/],
  ["5", "shop/..", /is no project/],
  ["5", "shop//api", /is no project/],
  ["5", "https://gitlab.com/shop/api", /nothing was sent/],
] as const)
  test(`job ${text} with the project ${project} is refused`, () => {
    const read = readTarget(text, project, gitlab);
    assert.ok("problem" in read, JSON.stringify(read));
    assert.match(read.problem, told);
  });

test("what nobody should see in a terminal is not repeated to it", () => {
  for (const read of [readProject("a\u001b[2J", gitlab), readAddress("a\u202e", gitlab)])
    assert.ok("problem" in read && !read.problem.includes("\u001b") && !read.problem.includes("\u202e"));
});
