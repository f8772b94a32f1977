import { below, pick, type Random } from "../../fuzz/random.ts";
import { type Body, jobHook } from "./oddBodies.ts";

const statuses = ["failed", "success", "pending", "manual", "running", "waiting_for_moon", "", "FAILED", "passed"];
const reasons = ["runner_system_failure", "unknown_failure", "lost_in_fog", "", null, 7];
const dates = [
  ...["2026-11-20 08:59:00 UTC", "2026-11-20T08:59:00.000+01:00", null, "", "0000-00-00 00:00:00 UTC", "now"],
  ...["9999-12-31T23:59:59Z", "2026-02-30 00:00:00 UTC", "2026-03-29 02:30:00 +0100", "2026-11-20T08:59:00+99:99", 0],
];
const names = [
  ...["weld", 'a "b" c', "a\nb", "test 3/5", "lint: [linux, 18]", "x".repeat(255), "x".repeat(1024), "wеld", "🚢"],
  ...["-rf", "../../x", "%2e%2e", "a/b", "\u202egnp", " ", "", "{{ job }}", "$(id)", "=1+1"],
];
const refs = [
  "main",
  "feat/x",
  "../main",
  "a%2fb",
  "🚢",
  "\u202eniam",
  "x".repeat(255),
  "-d",
  "v1",
  "refs/heads/main",
  "",
];
const people = [null, {}, { id: null }, { id: 3 }, { username: "" }, "ada", [], { id: 3, username: "[REDACTED]" }];

/** One in three of these fields is odd; the rest is as GitLab sends it. */
function oddly(random: Random, choices: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown> {
  const chosen = Object.entries(choices).filter(() => random() < 0.33);
  return Object.fromEntries(
    chosen.map(([field, values]) => [
      field,
      pick(
        random,
        [...values, undefined].map((is) => ({ is })),
      ).is,
    ]),
  );
}

function oddJob(random: Random): Record<string, unknown> {
  return jobHook({
    build_id: 1000 + below(random, 50),
    build_status: pick(random, statuses),
    ...oddly(random, {
      build_failure_reason: reasons,
      build_created_at: dates,
      build_started_at: dates,
      build_finished_at: dates,
      build_queued_duration: [0, 1e15, -1, "12", null, 12.75],
      build_name: names,
      build_stage: names,
      ref: refs,
      tag: [true, false, null, "true", 1],
      retries_count: [0, 1, 2, 20, 1e15, -1, 1.5, "2"],
      user: people,
      runner: [null, {}, { id: "x" }],
      commit: [null, {}, { id: 501, status: "running" }, { id: "501" }, { id: 502, status: "failed" }],
      status: ["success", "failed", null],
      environment: [null, {}, "production"],
      source_pipeline: [null, { project: { id: 8, path_with_namespace: "foreign/up" }, pipeline_id: 3, job_id: 4 }],
      repository: [null, {}, { homepage: "https://git.example/harbour/crane" }, { homepage: "javascript:0" }],
      pipeline_id: [null, 0, "501", 2 ** 53, 501.5],
    }),
  });
}

function oddBuild(random: Random): unknown {
  if (random() < 0.1)
    return pick(
      random,
      [null, 7, "x", [], {}].map((is) => ({ is })),
    ).is;
  return {
    id: 1000 + below(random, 50),
    stage: "build",
    name: pick(random, names),
    status: pick(random, statuses),
    created_at: pick(random, dates),
    started_at: pick(random, dates),
    finished_at: pick(random, dates),
    failure_reason: pick(random, reasons),
    user: pick(
      random,
      people.map((is) => ({ is })),
    ).is,
    ...oddly(random, {
      queued_duration: [1e300, -1, null, "1"],
      when: ["manual"],
      manual: [true],
      allow_failure: [null],
    }),
  };
}

function pipeline(random: Random, builds: unknown): Record<string, unknown> {
  return {
    object_kind: "pipeline",
    object_attributes: {
      id: 501,
      ref: pick(random, refs),
      tag: random() < 0.3,
      sha: "2293ada6",
      status: pick(random, statuses),
      source: pick(
        random,
        ["push", "merge_request_event", "parent_pipeline", "moon", null].map((is) => ({ is })),
      ).is,
      created_at: pick(random, dates),
      ...oddly(random, {
        detailed_status: statuses,
        status: [null, "running"],
        id: [502, null, "501"],
        url: ["javascript:0"],
      }),
    },
    merge_request: random() < 0.2 ? { id: 1, iid: 4, source_branch: "main", target_branch: "main" } : null,
    project: { id: 7, path_with_namespace: "harbour/crane" },
    builds,
    ...oddly(random, { user: people, commit: [null, {}], source_pipeline: [null, {}] }),
  };
}

const others = [
  "push",
  "issue",
  "merge_request",
  "wiki_page",
  "feature_flag",
  "emoji",
  "milestone",
  "moon",
  "",
  "Build",
  "job ",
];

/** What GitLab itself, its Test button or a team's own template may send, in shapes of any year. */
export const shapes: Readonly<Record<string, Body>> = {
  "a job": (random) => JSON.stringify(oddJob(random)),
  "a pipeline": (random) => {
    const builds =
      random() < 0.2
        ? pick(
            random,
            [null, [], {}, "x"].map((is) => ({ is })),
          ).is
        : Array.from({ length: below(random, 6) }, () => oddBuild(random));
    return JSON.stringify(pipeline(random, builds));
  },
  "an unknown kind": (random) =>
    JSON.stringify({
      ...oddJob(random),
      object_kind: pick(
        random,
        [...others, null, 7, {}].map((is) => ({ is })),
      ).is,
    }),
  "a system hook": (random) =>
    JSON.stringify({
      event_name: pick(random, ["project_create", "user_create", "key_destroy", "repository_update"]),
      project_id: 7,
      path_with_namespace: "harbour/crane",
    }),
  "a foreign project": (random) => {
    const path = pick(
      random,
      ["foreign/one", "harbour", "harbourx/crane", "x/harbour/crane", "Harbour/crane", "harbour/../x", "", null, 7].map(
        (is) => ({ is }),
      ),
    ).is;
    return JSON.stringify({ ...oddJob(random), project_id: 8, project: { id: 8, path_with_namespace: path } });
  },
  "two projects": (random) => JSON.stringify({ ...oddJob(random), project_id: pick(random, [8, 9, 1]) }),
  "an old hook of a foreign project": (random) => {
    const { project: _, ...old } = oddJob(random);
    const homepage = pick(random, [
      "https://git.example/foreign/one",
      "https://git.example/harbour/crane/../../foreign/one",
      "https://harbour/crane",
    ]);
    return JSON.stringify({ ...old, project_id: 8, project_name: "Foreign / One", repository: { homepage } });
  },
  "a template of somebody's own": (random) =>
    `{"object_kind":"build","build_id":1001,"build_status":"${pick(random, ["failed", 'failed","project_id":8,"x":"', "failed\\"])}","ref":"${pick(random, refs)}"}`,
  "a custom body": (random) =>
    JSON.stringify(
      pick(random, [{ text: "deployed" }, { payload: JSON.stringify(oddJob(random)) }, { attachments: [{}] }]),
    ),
};

/** A pipeline of more builds than are read. */
export const fiveThousandBuilds: Body = () => {
  const builds = Array.from({ length: 5001 }, (_, at) => ({ id: 2000 + at, name: `job ${at}`, status: "failed" }));
  const attributes = { id: 501, ref: "main", tag: false, sha: "2293ada6", status: "failed", source: "push" };
  const project = { id: 7, path_with_namespace: "harbour/crane" };
  return JSON.stringify({ object_kind: "pipeline", object_attributes: attributes, project, builds });
};
