import * as z from "zod";
import type { Instant } from "../../core/time.ts";
import { Flag, Id, nullable, optional, Text, When, Word } from "../fields.ts";
import { known } from "../known.ts";

/** A runner. Its token, which old GitLabs show, is never read. */
export interface Runner {
  readonly id: number;
  readonly description?: string | null;
  /** `instance_type`, `group_type`, `project_type`; older GitLabs tell `isShared` only. */
  readonly type?: string;
  readonly isShared?: boolean;
  /** Whether GitLab heard of it in the last one to two hours. */
  readonly online?: boolean;
  /** `online`, `offline`, `stale`, `never_contacted`, `paused`, and whatever comes. */
  readonly status?: string;
  readonly paused?: boolean;
  /** Only a look at one runner tells its tags, and the three below. */
  readonly tags?: readonly string[];
  readonly runsUntagged?: boolean;
  /** `ref_protected`: only jobs of protected branches and tags. */
  readonly accessLevel?: string;
  readonly contactedAt?: Instant | null;
}

// Source: docs.gitlab.com/api/runners, gitlabhq lib/api/entities/ci/runner.rb (read 2026-11). `paused` since 14.8; GitLab
// 8 to 10 have id, description, active, is_shared and name only.
const RunnerAnswer = z.object({
  id: Id,
  description: nullable(Text),
  runner_type: Word,
  is_shared: Flag,
  online: Flag,
  status: Word,
  paused: Flag,
  active: Flag,
  tag_list: optional(z.array(Text)),
  run_untagged: Flag,
  access_level: Word,
  contacted_at: When,
});
type RunnerAnswer = z.infer<typeof RunnerAnswer>;

/** A runner of the API, or `undefined` when it has no id. */
export function toRunner(value: unknown): Runner | undefined {
  const { data: answer } = RunnerAnswer.safeParse(value);
  if (!answer) return undefined;
  return known({
    id: answer.id,
    description: answer.description,
    type: answer.runner_type,
    isShared: answer.is_shared,
    online: answer.online ?? onlineBy[answer.status ?? ""],
    status: answer.status,
    paused: isPaused(answer),
    tags: answer.tag_list,
    runsUntagged: answer.run_untagged,
    accessLevel: answer.access_level,
    contactedAt: answer.contacted_at,
  });
}

/** `paused` and `active` as a status hide whether the runner is there. */
const onlineBy: Readonly<Record<string, boolean>> = {
  online: true,
  offline: false,
  stale: false,
  never_contacted: false,
  not_connected: false,
};

function isPaused({ paused, active, status }: RunnerAnswer): boolean | undefined {
  if (paused !== undefined) return paused;
  if (active !== undefined) return !active;
  return status === "paused" ? true : undefined;
}
