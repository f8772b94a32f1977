import assert from "node:assert/strict";
import { test } from "node:test";
import { niceTop, stepsOf } from "../../../lib/cli/report/svg/days.ts";
import { svgOf } from "../../../lib/cli/report/svg/page.ts";
import { escaped, fitted } from "../../../lib/cli/report/svg/xml.ts";
import { day, done, failed, minute, monday, passed, reportOf } from "../../app/report/entries.ts";

const madeAt = (at: number) => ({ createdAt: monday + at * minute });

/** What an XML document holds; it fails for text that is none: tags that do not close, or letters that XML forbids. */
function elementsOf(svg: string) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
  assert.doesNotMatch(svg, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])/);
  const open: string[] = [];
  const found: { name: string; attributes: Map<string, string> }[] = [];
  for (const [piece, close, name = "", attributes = "", single] of svg.matchAll(
    /<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>|[^<]+|<[\s\S]*/g,
  )) {
    if (name === "") assert.doesNotMatch(piece, /<|&(?!(?:amp|lt|gt|quot|#39);)/);
    else if (close) assert.equal(open.pop(), name);
    else {
      if (!single) open.push(name);
      const pairs = [...attributes.matchAll(/ ([\w:-]+)="([^"]*)"/g)].map(
        ([, key = "", value = ""]) => [key, value] as const,
      );
      found.push({ name, attributes: new Map(pairs) });
    }
  }
  assert.deepEqual(open, []);
  return found;
}

const allowed = ["svg", "title", "desc", "style", "rect", "text", "line", "g"];
const hostile = [
  "</text><script>alert(1)</script>",
  "&lt;",
  "\u0000\u202e\ud800\uffff",
  '" onload="alert(1)',
  "x".repeat(3_000),
  "日本語の長い名前のジョブ日本語の長い名前のジョブ",
  "]]>",
];

function report(names: readonly string[], days = 7, reasons = ["script_failure"]) {
  const entries = names.flatMap((name, at) => {
    const [begins, id, failureReason] = [at * 60, at * 10 + 1, reasons[at % reasons.length] ?? ""];
    const of = { projectPath: `${name}/${name}` };
    const job = { name, pipelineId: at + 1 };
    return [
      failed(begins, id, { ...job, failureReason }, of),
      done(begins + 1, "retry", id, of),
      passed(begins + 12, id + 1, { ...job, ...madeAt(begins + 1) }, of),
    ];
  });
  return reportOf(entries, { days });
}

test("whatever jobs and projects are called, the picture is well-formed and holds nothing but shapes and text", () => {
  const elements = elementsOf(svgOf(report(hostile, 7, hostile), hostile.join("")));
  for (const { name, attributes } of elements) {
    assert.ok(allowed.includes(name), name);
    for (const key of attributes.keys()) assert.doesNotMatch(key, /^on|href|style/, key);
  }
});

test("a name that would reach into the next column is cut, and told whole to who points at it", () => {
  const long = "a-job-with-a-name-that-goes-on-and-on-and-on-for-ever";
  const svg = svgOf(report([long]));
  assert.ok(svg.includes(`<title>${long} · ${long}/${long}</title>a-job-with`));
  assert.match(svg, />a-job-with[\w-]*…<\/text>/);
});

test("nothing lies outside of the page: no failure, one, or every class and 90 days of them", () => {
  const reasons = [
    "runner_system_failure",
    "image_pull_failure",
    "job_execution_timeout",
    "ci_quota_exceeded",
    "user_blocked",
    "scheduler_failure",
    "missing_dependency_failure",
    "deployment_rejected",
    "no_matching_runner",
    "trace_size_exceeded",
    "runner_configuration_error",
    "archived_failure",
    "script_failure",
    "runner_external_dependency_failure",
    "reached_downstream_pipeline_trigger_rate_limit",
  ];
  const many = Array.from({ length: 300 }, (_, at) => `job ${at % 40} of many`);
  for (const given of [report([]), report(["one"], 1), report(many, 90, reasons), report(many, 390)]) {
    const [page, ...shapes] = elementsOf(svgOf(given));
    const size = (key: string) => Number(page?.attributes.get(key));
    for (const { name, attributes } of shapes) {
      const at = (key: string) => Number(attributes.get(key) ?? 0);
      if (name === "rect") {
        assert.ok(
          at("width") >= 0 &&
            at("height") >= 0 &&
            at("x") + at("width") <= size("width") &&
            at("y") + at("height") <= size("height"),
          JSON.stringify([...attributes]),
        );
      }
      if (name === "text") assert.ok(at("y") < size("height") && at("x") < size("width"));
      for (const value of attributes.values()) assert.doesNotMatch(value, /NaN|undefined|Infinity/);
    }
  }
});

test("who cannot see it is told its figures, and nothing is fetched to show it", () => {
  const svg = svgOf(report(["build", "lint"]), "shop/api");
  assert.match(svg, /role="img" aria-labelledby="report-title report-desc"/);
  assert.match(svg, /<title id="report-title">What Penstock brought, 2026-01-05 to 2026-01-12, shop\/api<\/title>/);
  assert.match(
    svg,
    /<desc id="report-desc">2 jobs failed \(.*2 retries that helped \(100 % of ours\).*28 min of waiting saved/,
  );
  assert.match(svg, /@media \(prefers-color-scheme: dark\)/);
  assert.doesNotMatch(svg.replace("http://www.w3.org/2000/svg", ""), /https?:|url\(|@import|<script|<image/);
});

test("the picture of an empty journal says that nothing is known, and not that nothing failed", () => {
  assert.match(svgOf(reportOf([])), /class="figure">unknown<[\s\S]*What failed is not known/);
  assert.match(svgOf(reportOf([passed(0, 1)])), /class="figure">0<[\s\S]*No failure in this time/);
});

test("days become weeks where there are too many for a bar each, and none is lost", () => {
  const { days } = reportOf([failed(0, 1), failed(200 * 24 * 60, 2)], { days: 210 });
  const steps = stepsOf(days);
  assert.deepEqual([steps.length <= 31, steps.reduce((sum, { failures }) => sum + failures, 0)], [true, 2]);
  assert.equal(stepsOf(reportOf([], { days: 90, since: monday - (monday % day) }).days).length, 90);
});

test("an axis ends at a round number above the highest bar", () => {
  assert.deepEqual([0, 1, 7, 9, 11, 26, 75, 101, 999].map(niceTop), [1, 1, 8, 10, 12, 30, 80, 120, 1000]);
});

test("a text is cut between letters, never within one, and shorter texts stay as they are", () => {
  assert.equal(fitted("build", 10), "build");
  assert.match(fitted("👩‍👩‍👧".repeat(20), 10), /^(👩‍👩‍👧)+…$/u);
  assert.equal(escaped(`<a b="c">&'`), "&lt;a b=&quot;c&quot;&gt;&amp;&#39;");
});
