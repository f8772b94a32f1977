import type { Job } from "../../../lib/core/job.ts";
import type { Member } from "./fleet.ts";
import { agedMillis, type RuleId } from "./rulebooks.ts";
import type { Watch } from "./watch.ts";

/** A job that a rule wants, and from when on. */
export interface Wanted {
  readonly job: number;
  readonly member: Member;
  readonly rule: RuleId;
  readonly from: number;
  readonly kind: string;
}

interface Course {
  readonly watch: Watch;
  readonly luck: () => number;
  want(wanted: Wanted): void;
}

type Happening = (member: Member, course: Course) => void;

const minute = 60_000;

/** A job that is wanted from now on, or a while after. */
function begin(status: Job["status"], rule: RuleId, afterMillis: number = 0): Happening {
  return (member, { watch, want }) => {
    const at = watch.now();
    const pipeline = watch.fleet.addPipeline(member, at);
    const job = watch.fleet.addJob(member, pipeline, { status, name: "build", at });
    want({ job, member, rule, from: at + afterMillis, kind: `${status} ${rule}` });
  };
}

/** A job of a running pipeline fails while another one goes on: no pipeline changes. */
function failInside(member: Member, { watch, luck, want }: Course): void {
  const { fleet } = watch;
  const pipeline = fleet.addPipeline(member, watch.now());
  const [job, other] = ["build", "test"].map((name) =>
    fleet.addJob(member, pipeline, { status: "running", name, at: watch.now() }),
  );
  if (job === undefined || other === undefined) return;
  const failsAt = watch.now() + Math.round(luck() * 60 * minute);
  watch.at(failsAt, () => {
    fleet.setStatus(member, job, "failed");
    want({ job, member, rule: "failed", from: failsAt, kind: "failed inside a running pipeline" });
  });
  watch.at(failsAt + Math.round(luck() * 30 * minute), () => {
    fleet.setStatus(member, other, "canceled");
    pipeline.updatedAt = watch.now();
  });
}

/** Somebody runs a job of a child pipeline once more, long after its parent came to rest: the list of pipelines shows nothing. */
function failInChild(member: Member, { watch, luck, want }: Course): void {
  const { fleet } = watch;
  fleet.addPipeline(member, watch.now());
  const child = fleet.addPipeline(member, watch.now(), true);
  fleet.addJob(member, child, { status: "canceled", name: "build", at: watch.now() });
  const again = watch.now() + Math.round(luck() * 180 * minute);
  watch.at(again, () => {
    child.updatedAt = again;
    const job = fleet.addJob(member, child, { status: "failed", name: "build", at: again });
    want({ job, member, rule: "failed", from: again, kind: "failed in a child pipeline" });
  });
}

/** What a drawn world does to its projects. */
export const happenings: readonly Happening[] = [
  begin("failed", "failed"),
  begin("pending", "stuck"),
  begin("manual", "gate"),
  begin("success", "aged", agedMillis),
  failInside,
  failInChild,
];
