import assert from "node:assert/strict";
import { test } from "node:test";
import { type LogOptions, readLogWish } from "../../../lib/cli/jobs/logwish.ts";
import { type ArtifactsOptions, readMost, readSource } from "../../../lib/cli/jobs/source.ts";
import { type ListOptions, readWanted } from "../../../lib/cli/jobs/wanted.ts";

const base = "https://git.example.com";

for (const [options, wish] of [
  [{}, { kind: "lines" }],
  [{ raw: true }, { kind: "raw" }],
  [{ bytes: "0-499" }, { kind: "lines", part: { first: 0, bytes: 500 } }],
  [
    { bytes: "500-500", raw: true },
    { kind: "raw", part: { first: 500, bytes: 1 } },
  ],
  [{ bytes: "-20" }, { kind: "lines", part: { lastBytes: 20 } }],
  [{ tail: "10" }, { kind: "tail", lines: 10 }],
  [
    { section: "a", tail: "10" },
    { kind: "section", name: "a", tail: 10 },
  ],
  [
    { sections: true, json: true },
    { kind: "sections", json: true },
  ],
  [{ follow: true }, { kind: "follow" }],
] satisfies [LogOptions, object][])
  test(`jobs log ${JSON.stringify(options)} is understood`, () => {
    assert.deepEqual(readLogWish(options), wish);
  });

for (const [options, told] of [
  [{ raw: true, section: "a" }, /--section and --raw do not go together/],
  [{ follow: true, tail: "1" }, /do not go together/],
  [{ json: true }, /--json is for --sections/],
  [{ tail: "0" }, /--tail takes/],
  [{ tail: "1e3" }, /--tail takes/],
  [{ bytes: "9-1" }, /--bytes takes a part/],
  [{ bytes: "-" }, /--bytes takes a part/],
  [{ bytes: "-0" }, /--bytes takes a part/],
] satisfies [LogOptions, RegExp][])
  test(`jobs log ${JSON.stringify(options)} is refused`, () => {
    const wish = readLogWish(options);
    assert.ok("problem" in wish, JSON.stringify(wish));
    assert.match(wish.problem, told);
  });

const limit = "50";
const usual = { statuses: [], includeRetried: false, bridges: false, limit: 50 };

for (const [text, options, wanted] of [
  [undefined, { limit, project: "7" }, { ...usual, project: 7 }],
  [`${base}/shop/api`, { limit }, { ...usual, project: "shop/api" }],
  [
    `${base}/shop/api/-/pipelines/9`,
    { limit, bridges: true },
    { ...usual, project: "shop/api", pipelineId: 9, bridges: true },
  ],
  [`${base}/shop/api`, { limit, pipeline: "9" }, { ...usual, project: "shop/api", pipelineId: 9 }],
  [
    undefined,
    { limit, project: "7", status: ["failed,pending", "failed"] },
    { ...usual, project: 7, statuses: ["pending", "failed"] },
  ],
  [undefined, { limit, project: "7", ref: "main", all: true }, { ...usual, project: 7, ref: "main", limit: Infinity }],
  [
    `${base}/shop/api/-/jobs?statuses=FAILED,RUNNING&page=2`,
    { limit },
    { ...usual, project: "shop/api", statuses: ["running", "failed"] },
  ],
] satisfies [string | undefined, ListOptions, object][])
  test(`jobs list ${text} ${JSON.stringify(options)} is understood`, () => {
    assert.deepEqual(readWanted(text, options, base), wanted);
  });

for (const [text, options, told] of [
  [undefined, { limit }, /whose jobs\?/],
  [`${base}/shop/api`, { limit, project: "7" }, /name the project once/],
  [`${base}/shop/api/-/pipelines/12x`, { limit }, /names no pipeline: "12x" is no id/],
  [`${base}/shop/api/-/jobs?statuses=BROKEN`, { limit }, /statuses in the address: "broken" is no status/],
  [`${base}/shop/api/-/jobs?statuses=FAILED`, { limit, status: ["failed"] }, /--status too: leave one out/],
  [`${base}/shop/api/-/jobs?name=rspec`, { limit }, /only for some name/],
  [`${base}/api/v4/projects/7/jobs?scope[]=failed`, { limit }, /only for some scope\[\]/],
  [`${base}/shop/api/-/jobs/7`, { limit }, /one job: see it with penstock jobs get/],
  [undefined, { limit, project: "7", status: ["sucess"] }, /"sucess" is no status of a job: did you mean success\?/],
  [undefined, { limit, project: "7", status: ["other"] }, /"other" is no status of a job/],
  [undefined, { limit: "0", project: "7" }, /--limit takes/],
  [undefined, { limit, project: "7", pipeline: "x" }, /--pipeline takes/],
  [`${base}/shop/api/-/pipelines/9`, { limit, pipeline: "8" }, /one pipeline and --pipeline another/],
  [undefined, { limit, project: "7", bridges: true }, /--bridges needs a pipeline/],
  [undefined, { limit, project: "7", includeRetried: true }, /--include-retried needs a pipeline/],
  [undefined, { limit, project: "7", pipeline: "9", ref: "main" }, /a pipeline has one ref/],
  ["https://gitlab.com/shop/api", { limit }, /nothing was sent/],
] satisfies [string | undefined, ListOptions, RegExp][])
  test(`jobs list ${text} ${JSON.stringify(options)} is refused`, () => {
    const wanted = readWanted(text, options, base);
    assert.ok("problem" in wanted, JSON.stringify(wanted));
    assert.match(wanted.problem, told);
  });

const most = "5GB";

for (const [text, options, told] of [
  [undefined, { most }, /whose artifacts\?/],
  [undefined, { most, project: "7", ref: "main" }, /--project, --ref and --job together/],
  [`${base}/a/b/-/jobs/1`, { most, ref: "main" }, /for when no job is named/],
  ...["../x", "/etc/passwd", "a//b", "a/", "", "a/../../b", "a\nb"].map((path): [string, ArtifactsOptions, RegExp] => [
    `${base}/a/b/-/jobs/1`,
    { most, path },
    /a file in the archive/,
  ]),
] satisfies [string | undefined, ArtifactsOptions, RegExp][])
  test(`jobs artifacts ${text} ${JSON.stringify(options)} is refused`, () => {
    const source = readSource(text, options, base);
    assert.ok("problem" in source, JSON.stringify(source));
    assert.match(source.problem, told);
  });

test("jobs artifacts takes a job, or a ref and a job's name", () => {
  assert.deepEqual(readSource(`${base}/a/b/-/jobs/1`, { most, path: "dist/app.js" }, base), {
    kind: "job",
    target: { project: "a/b", jobId: 1 },
    path: "dist/app.js",
  });
  assert.deepEqual(readSource(undefined, { most, project: "a/b", ref: "main", job: "build" }, base), {
    kind: "ref",
    project: "a/b",
    ref: "main",
    job: "build",
    searchRecent: false,
  });
  assert.ok("problem" in readMost("much"));
});
