import type { ActionSpec } from "../../core/action.ts";
import type { Gate } from "../../core/gate.ts";
import type { Store } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";
import { someAtOnce } from "../someAtOnce.ts";
import { gateRules } from "./gateRules.ts";
import { type Quorum, saidYes } from "./quorum.ts";
import { gatesOf } from "./stored.ts";

/** A gate that waits for people, or that one of them has closed. */
export interface Pending {
  readonly gate: Gate;
  /** What each rule requires, and who has said yes. Whether they may say so still, the worker asks. */
  readonly quorums: readonly Quorum[];
  /** In what the rules are others than when it was looked at: nobody can say yes before the next look. */
  readonly changed?: string;
}

/** Which gates. */
export interface PendingWish {
  readonly source: string;
  /** GitLab's number; missing: all. */
  readonly project?: number;
  readonly job?: number;
  /** Those that somebody rejected, too. */
  readonly withRejected?: boolean;
}

interface PendingDesk {
  readonly store: Pick<Store, "notes" | "task" | "rulebook" | "rulebookVersion">;
  readonly actions: readonly ActionSpec[];
}

const tasksAtOnce = 10;

/** Gates whose rules ask for people, those that wait longest first. GitLab is not asked. @throws StoreError */
export async function pendingGates(wish: PendingWish, desk: PendingDesk, now: Instant): Promise<readonly Pending[]> {
  const gates = (await gatesOf(wish.source, desk.store)).filter((gate) => isMeant(gate, wish, now));
  const tasks = await someAtOnce(gates, tasksAtOnce, ({ task }) => desk.store.task(task));
  const open = gates.filter((gate, at) => {
    const state = tasks[at]?.state;
    return state === "waiting" || state === "claimed" || (gate.closed !== undefined && state === "skipped");
  });
  const rulesOf = gateRules(wish.source, desk);
  const pending: Pending[] = [];
  for (const gate of open.toSorted((one, other) => one.openedAt - other.openedAt || one.job - other.job)) {
    const { rules, changed } = await rulesOf(gate);
    const quorums = saidYes(rules, { gate, now });
    if (quorums.length > 0) pending.push({ gate, quorums, ...(changed !== undefined && { changed }) });
  }
  return pending;
}

function isMeant(
  { project, job, digest, closed, expiresAt }: Gate,
  { withRejected = false, ...wish }: PendingWish,
  now: Instant,
): boolean {
  if ((wish.project ?? project) !== project || (wish.job ?? job) !== job) return false;
  // One that was armed before it could be played was not looked at yet.
  if (digest === "" || (expiresAt !== undefined && now >= expiresAt)) return false;
  return !closed || (withRejected && closed.how === "rejected");
}
