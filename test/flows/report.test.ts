import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Stage } from "../../infra/local/stage.ts";
import { createReport } from "../../lib/app/report/report.ts";
import type { Report } from "../../lib/app/report/shape.ts";
import { ActiveRules } from "../../lib/cli/answers.ts";
import { createApi } from "../../lib/cli/api.ts";
import { activeClasses } from "../../lib/cli/report/activeClasses.ts";
import { readEntries } from "../../lib/cli/report/entries.ts";
import { knownRule, reportedRules } from "../../lib/cli/rules/report.ts";
import { scene } from "./rules/scene.ts";

const rules = `version: 1
defaults: { mode: enforce }
failureClasses:
  ours.license: [{ failureReason: unmet_prerequisites, name: "license-*" }]
rules:
  - { id: retry-runner, projects: ["**"], on: job, when: { status: failed, failureClass: infra.runner }, do: { retry: { after: 30s } } }
  - { id: restart-stuck, projects: ["**"], on: job, when: { status: pending }, for: 15m, do: restart }
  - { id: keep-tags, projects: ["**"], on: job, when: { status: success, tag: true, artifacts: present }, do: keep }
  - { id: promote, projects: ["**"], on: pipeline, when: { ref: main, jobs: { where: { stage: test }, all: { status: success } } }, do: { play: { job: deploy } } }
  - { id: retry-scripts, mode: report, projects: ["**"], on: job, when: { status: failed, failureReason: script_failure }, do: retry }
  - { id: retry-canceled, mode: report, projects: ["**"], on: job, when: { status: canceled, name: nobody }, do: retry }
`;
const apiToken = "a-token-of-twenty-letters";
const minute = 60;
const day = 86_400_000;

/** Lets a morning happen: what we mend, what people mend, what nobody mends. @returns when it began */
async function morning(stage: Stage): Promise<number> {
  const { twin, project, clock, pass, settle } = stage;
  const start = (name: string, more: object = {}) => {
    const { id } = twin.addPipeline(project.id, { ref: "side", ...more, jobs: [{ name }] });
    return twin.jobNamed(id, name).id;
  };
  const fail = (id: number, reason: string) => twin.fail(twin.run(id).id, reason).id;
  const newest = () => twin.effects.findLast(({ newJobId }) => newJobId !== undefined)?.newJobId ?? 0;
  const begins = clock.now();
  // we, and it helps; we, and it does not
  fail(start("build"), "runner_system_failure");
  await pass(minute);
  twin.run(newest());
  await pass(5 * minute);
  twin.succeed(newest());
  fail(start("package"), "runner_system_failure");
  await pass(minute);
  twin.run(newest());
  await pass(7 * minute);
  twin.fail(newest(), "script_failure");
  // a person, after twenty minutes; nobody
  const lint = fail(start("lint"), "script_failure");
  await pass(20 * minute);
  twin.act("retry", lint, { by: "alice" });
  twin.succeed(newest());
  fail(start("license-check"), "unmet_prerequisites");
  // stuck
  const stuck = start("e2e");
  await pass(17 * minute);
  assert.ok(twin.effects.some(({ verb, jobId }) => verb === "cancel" && jobId === stuck));
  twin.succeed(newest());
  // a release, and two gates
  twin.succeed(start("release", { ref: "v1", tag: true }), { artifacts: { expireInSeconds: 86_400 } });
  const gated = (ref: string) => {
    const jobs = [
      { name: "unit", stage: "test" },
      { name: "deploy", stage: "deploy", when: "manual" as const, needs: [] },
    ];
    return twin.addPipeline(project.id, { ref, stages: ["test", "deploy"], jobs }).id;
  };
  const [main, side] = [gated("main"), gated("side")];
  twin.run(twin.jobNamed(main, "unit").id);
  await pass(9 * minute);
  twin.succeed(twin.jobNamed(main, "unit").id);
  await pass(3 * minute);
  twin.act("play", twin.jobNamed(side, "deploy").id, { by: "alice" });
  twin.succeed(twin.jobNamed(side, "unit").id);
  await settle();
  return begins;
}

async function played(t: TestContext, options: { readonly hooks?: boolean } = {}) {
  const stage = await scene(t, rules, { ...options, house: { apiToken } });
  const since = await morning(stage);
  const wish = { since, until: stage.clock.now() + 1 };
  const api = createApi({ url: stage.house.url, token: apiToken, source: "gitlab" });
  const { classes } = await activeClasses(api);
  const counter = createReport({ ...wish, classes, assumeMinutes: 15 });
  for await (const entry of readEntries(api, wish)) counter.add(entry);
  return { stage, api, wish, report: counter.report() };
}

/** What the twin's own history says of new runs of failed jobs. */
function history({ twin }: Stage) {
  const retries = twin.effects.flatMap(({ verb, jobId, newJobId, at, user }) => {
    const old = twin.job(jobId);
    if (verb !== "retry" || newJobId === undefined || old.status !== "failed") return [];
    return [{ old, fresh: twin.job(newJobId), at, byUs: user === twin.bot.username }];
  });
  const short = (byUs: boolean) => {
    const list = retries.filter((one) => one.byUs === byUs);
    return {
      made: list.length,
      helped: list.filter(({ fresh }) => fresh.status === "success").length,
      minutes: list.reduce((sum, { old, at }) => sum + (at - Number(old.finishedAt)) / 60_000, 0),
    };
  };
  const burnt = retries.filter(({ byUs, fresh }) => byUs && fresh.status === "failed");
  const minutes = burnt.reduce(
    (sum, { fresh }) => sum + (Number(fresh.finishedAt) - Number(fresh.startedAt)) / 60_000,
    0,
  );
  return { ours: short(true), people: short(false), burnt: minutes };
}

const short = ({ made, helped, waited }: Report["totals"]["retries"]["ours"]) => ({
  made,
  helped,
  minutes: waited.minutes,
});
const near = (one: number | null | undefined, other: number) => Math.abs((one ?? Number.NaN) - other) <= 0.11;

test("a morning on the twin, read back through the API", async (t) => {
  const { stage, report, api, wish } = await played(t);

  await t.test("the report says what the twin's own history says", () => {
    const { totals } = report;
    const told = history(stage);
    assert.deepEqual([told.ours.made, told.ours.helped, told.people.made], [2, 1, 1], "the morning went as it should");
    for (const [row, truth] of [
      [totals.retries.ours, told.ours],
      [totals.retries.people, told.people],
    ] as const) {
      const found = row && short(row);
      assert.deepEqual([found?.made, found?.helped], [truth.made, truth.helped]);
      assert.ok(near(found?.minutes, truth.minutes), `${found?.minutes} and ${truth.minutes}`);
    }
    assert.ok(near(totals.burnt.minutes, told.burnt) && told.burnt >= 7, `${totals.burnt.minutes} and ${told.burnt}`);
    const effects = (verb: string, byUs: boolean) =>
      stage.twin.effects.filter((one) => one.verb === verb && (one.user === stage.twin.bot.username) === byUs).length;
    assert.deepEqual(
      [totals.restarts?.of, totals.gates?.ours.of, totals.gates?.people.of, totals.artifacts?.kept.jobs],
      [effects("cancel", true), effects("play", true), effects("play", false), effects("keep", true)],
    );
    assert.deepEqual([totals.restarts?.median, totals.gates?.ours.median, totals.gates?.people.median], [15, 9, 12]);
  });

  await t.test("its tables tell failures by class, the rules that helped, and the flaky jobs", () => {
    assert.deepEqual(
      report.classes.map(({ name, reason = "", failures }) => [name, reason, failures]),
      [
        ["infra.runner", "", 2],
        ["unknown", "script_failure", 2],
        ["ours.license", "", 1],
      ],
    );
    const credited = report.rules.map(({ name, retries, restarts, gates, artifacts }) => [
      name,
      retries.ours.made,
      retries.ours.helped,
      restarts?.of,
      gates?.ours.of,
      artifacts?.kept.jobs,
    ]);
    assert.deepEqual(
      credited.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
      [
        ["keep-tags", 0, 0, 0, 0, 1],
        ["promote", 0, 0, 0, 1, 0],
        ["restart-stuck", 0, 0, 1, 0, 0],
        ["retry-runner", 2, 1, 0, 0, 0],
      ],
    );
    assert.deepEqual(
      report.flaky.map(({ job, flaky, ended, infrastructure }) => [job, flaky, ended, infrastructure]),
      [
        ["build", 1, 1, 1],
        ["lint", 1, 1, 0],
      ],
    );
  });

  await t.test("rules report reads back what would have been done, from the same journal", async () => {
    const { rules: active } = await api(["rulebook"], ActiveRules);
    const found = await reportedRules(api, active.map(knownRule), wish);
    assert.deepEqual(
      found.map(({ rule, mode, times, calls, verbs }) => [rule, mode, times, calls, verbs]),
      [
        ["retry-scripts", "report", 2, 2, ["retry"]],
        ["retry-canceled", "report", 0, 0, []],
      ],
    );
    const [{ examples = [], held } = {}] = found;
    assert.deepEqual(examples.map(({ job }) => job.replace(/\d+/, "N")).toSorted(), [
      'job N "lint"',
      'job N "package"',
    ]);
    for (const { because } of examples) assert.match(because ?? "", /failureReason.*script_failure/);
    assert.deepEqual(held, [{ limit: "perJob", most: 2, held: 0, how: "refused" }]);
  });
});

test("with no hook at all, what the patrol found is counted, and what it could not see is not known", async (t) => {
  const { report } = await played(t, { hooks: false });
  const { ours } = report.totals.retries;
  assert.deepEqual([ours.made, report.totals.failures !== null], [2, true]);
  assert.ok(ours.open > 0, "nobody told how its run ended");
  assert.ok(report.days.length >= 1 && Date.parse(report.until) - Date.parse(report.since) < day);
});
