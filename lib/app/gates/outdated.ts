import { GitLabError } from "../../core/errors.ts";
import { gateText } from "../../core/gate.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Called } from "../call.ts";
import type { Aim } from "../mark.ts";
import type { Worker } from "../worker.ts";
import { notedGate } from "./noted.ts";
import { whyOvertaken } from "./stale.ts";
import { gatesOf } from "./stored.ts";

/**
 * What became of a play that GitLab refused: nobody may play the job of a deployment that another has overtaken, and GitLab
 * does not say that this is why. Then its gate is closed with that word.
 * Source: gitlabhq app/policies/ci/deployable_policy.rb (read 2026-11).
 *
 * @throws StoreError
 */
export async function unlessOutdated(
  { gate: change, task }: Aim,
  called: Called,
  { reads, ...worker }: { readonly reads: GitLabReads } & Pick<Worker, "store" | "clock" | "random">,
): Promise<Called> {
  if (!change || called.outcome.kind !== "refused") return called;
  const { stored, gate } = change;
  try {
    const gates = await gatesOf(task.source, worker.store);
    const why = await whyOvertaken(gate, { gates, store: worker.store, reads }, 0);
    if (why === undefined) return called;
    const reason = `${why}: GitLab refuses it as outdated`;
    const closed = { how: "stale" as const, at: worker.clock(), why: reason };
    const marked = { ...stored, text: gateText(gate), gate };
    await notedGate({ stored: marked, gate: { ...gate, closed } }, task, worker);
    return { ...called, outcome: { kind: "skipped", reason } };
  } catch (error) {
    if (error instanceof GitLabError) return called;
    throw error;
  }
}
