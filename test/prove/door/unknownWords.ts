import { pick, type Random } from "../../fuzz/random.ts";

const words = [
  "waiting_for_moon",
  "FAILED",
  "Manual",
  "passed",
  "failed ",
  "manuаl",
  "success\u0000",
  "canceling_hard",
  "null",
];

type Hook = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Hook => (typeof value === "object" && value !== null ? { ...value } : {});
const listOf = (value: unknown): readonly Hook[] => (Array.isArray(value) ? value.map(fieldsOf) : []);
const isJob = (hook: Hook) => hook.object_kind === "build" || hook.object_kind === "job";

/** The hook with words for statuses that nobody knows; `undefined` for a hook about no job. */
export function unknownStatuses(random: Random, hook: Hook): Hook | undefined {
  if (isJob(hook)) return { ...hook, build_status: pick(random, words), build_failure_reason: "runner_system_failure" };
  const builds = listOf(hook.builds);
  if (hook.object_kind !== "pipeline" || builds.length === 0) return undefined;
  return {
    ...hook,
    builds: builds.map((build) => ({ ...build, status: pick(random, words), when: "manual", manual: true })),
  };
}

/** The hook of a job that failed for a reason that nobody knows. */
export function withUnknownReason(random: Random, hook: Hook): { hook: Hook; reason: string } | undefined {
  const reason = pick(random, ["lost_in_fog", "Runner_System_Failure", "runner system failure", "🚢", "__proto__"]);
  if (isJob(hook)) return { hook: { ...hook, build_status: "failed", build_failure_reason: reason }, reason };
  const builds = listOf(hook.builds);
  if (hook.object_kind !== "pipeline" || builds.length === 0) return undefined;
  const failed = builds.map((build) => ({ ...build, status: "failed", failure_reason: reason }));
  return { hook: { ...hook, builds: failed }, reason };
}

const known = ["failed", "success", "running", "pending", "manual", "canceled"];

/** The hook with a status of the job, one of its pipeline and one more, of which no two agree; the jobs' own are told. */
export function disagreeing(random: Random, hook: Hook): { hook: Hook; statuses: readonly string[] } | undefined {
  const drawn = known.map((word) => ({ word, place: random() })).toSorted((one, other) => one.place - other.place);
  const [own = "", pipelines = "", third = ""] = drawn.map(({ word }) => word);
  if (isJob(hook)) {
    const commit = { ...fieldsOf(hook.commit), status: pipelines };
    return { hook: { ...hook, build_status: own, status: third, detailed_status: third, commit }, statuses: [own] };
  }
  const builds = listOf(hook.builds);
  if (hook.object_kind !== "pipeline" || builds.length === 0) return undefined;
  const attributes = { ...fieldsOf(hook.object_attributes), status: pipelines, detailed_status: third };
  const changed = builds.map((build) => ({ ...build, status: own, build_status: third }));
  return {
    hook: { ...hook, object_attributes: attributes, status: third, builds: changed },
    statuses: builds.map(() => own),
  };
}
