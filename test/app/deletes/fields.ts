import fc from "fast-check";
import { whySparedByJob } from "../../../lib/actions/sparedByJob.ts";
import { jobStatuses } from "../../../lib/core/job.ts";
import { toJob } from "../../../lib/gitlab/answers/job.ts";
import { start } from "../site.ts";

const past = "2026-10-01T00:00:00.000Z";
const missing = Symbol("missing");

/** A field as GitLab, an older one or something between may send it. */
function odd(...usual: readonly unknown[]): fc.Arbitrary<unknown> {
  const strange = [null, missing, "", "soon", "0000-00-00", "2026-13-45T99:99:99Z", 0, -1, 1e20, true, [], {}];
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...usual) }, fc.constantFrom(...strange), fc.string());
}

/** One job of the API, each field as it should be or not. */
export const Fields = fc.record({
  artifacts_expire_at: odd(
    past,
    past,
    past,
    "2026-11-20T09:00:00.000Z",
    "2026-11-21T00:00:00Z",
    "2126-01-01T00:00:00Z",
  ),
  tag: odd(false, false, true),
  ref: odd("feature"),
  status: odd(...jobStatuses, "success", "success", "new_in_2030"),
  archived: odd(false, true),
  erased_at: odd(null, past),
  pipeline: odd({ id: 501, status: "success" }, { id: 501, status: "running" }, { status: "success" }),
  artifacts: odd([{ file_type: "archive", size: 5, filename: "a.zip" }]),
});
type Drawn = typeof Fields extends fc.Arbitrary<infer T> ? T : never;

/** @returns why the guards let files of a job go that nobody may touch; `undefined`: they do not, or may */
export function whyWrong(drawn: Drawn): string | undefined {
  const { artifacts_expire_at: expires, tag, ref, status, archived, erased_at: erased, pipeline } = drawn;
  const told = Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== missing));
  const job = toJob({ id: 1001, name: "package", ...told }, start);
  if (!job || whySparedByJob(job, { now: start, meansTags: false }) !== undefined) return undefined;
  if (typeof expires !== "string" || !(Date.parse(expires) < start)) return `it expires ${String(expires)}`;
  if (tag !== false) return `tag is ${String(tag)}`;
  if (!["success", "failed", "canceled", "skipped"].includes(String(status))) return `the status is ${String(status)}`;
  if (typeof ref !== "string" || ref === "") return `the ref is ${String(ref)}`;
  if (archived === true) return "it is archived";
  if (typeof erased === "string" && Number.isFinite(Date.parse(erased))) return "it is erased";
  const { id, status: pipelineStatus } = (pipeline ?? {}) as { id?: unknown; status?: unknown };
  if (typeof id !== "number") return "its pipeline is not known";
  return pipelineStatus === "running" ? "its pipeline runs" : undefined;
}

/** Whether a drawn job may go: a proof that draws none shows nothing. */
export function mayGo(drawn: Drawn): boolean {
  const told = Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== missing));
  const job = toJob({ id: 1001, name: "package", ...told }, start);
  return job !== undefined && whySparedByJob(job, { now: start, meansTags: false }) === undefined;
}
