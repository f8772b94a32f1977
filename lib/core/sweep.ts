import { splitKey } from "./key.ts";
import type { Task } from "./task.ts";

/**
 * What a sweep goes through a project for:
 * - `rule`: what a schedule rule wants of its jobs.
 * - `inventory`: to count what its jobs left behind.
 * - `plan`: to list what would be deleted, for people to approve.
 * - `approved`: to have done what an approved plan lists.
 * - `keeps`: to see whether what is kept still has its tag, its release or its branch.
 */
export type SweepAim =
  | { readonly kind: "rule"; readonly rule: string; readonly cycle: string }
  | { readonly kind: "inventory" | "keeps"; readonly cycle: string }
  | { readonly kind: "plan" | "approved"; readonly plan: string };

/** The mark of a sweep's task: no rule's id begins with a colon. */
export function sweepMark(aim: SweepAim): string {
  if (aim.kind === "rule") return `${aim.rule}@${aim.cycle}`;
  return `:${aim.kind}@${"plan" in aim ? aim.plan : aim.cycle}`;
}

/** What a sweep's task is for, by its id; `undefined`: this version knows no such sweep. */
export function sweepAim({ id }: Pick<Task, "id">): SweepAim | undefined {
  const mark = splitKey(id)[4] ?? "";
  const at = mark.indexOf("@");
  const [name, rest] = [mark.slice(0, at), mark.slice(at + 1)];
  if (at < 1) return undefined;
  if (!name.startsWith(":")) return { kind: "rule", rule: name, cycle: rest };
  const kind = name.slice(1);
  if (kind === "inventory" || kind === "keeps") return { kind, cycle: rest };
  return kind === "plan" || kind === "approved" ? { kind, plan: rest } : undefined;
}
