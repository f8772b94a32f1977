import { erasableFiles } from "../../core/job.ts";
import { keepText, keptKey, keptProjectKey, type NotedKeep, readNoted } from "../../core/keep.ts";
import type { LedgerKey } from "../../core/key.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Store, Write } from "../../core/ports.ts";
import type { Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import { ruleId } from "../../core/transitions.ts";
import { wantingRules } from "../judge.ts";
import type { Seen } from "../seen.ts";

/** A run of a task as it is about to be written down. */
export interface KeepRun {
  /** The task after it. */
  readonly task: Task;
  readonly outcome: Outcome;
  readonly seen?: Seen;
}

/**
 * What a run enters in the keep ledger together with how it ended: that a job is kept, and by which rules. Nothing where
 * nothing is kept, or the ledger says so already.
 *
 * @throws StoreError when the ledger cannot be read
 */
export async function keptWrites(run: KeepRun, { store, now }: { store: Store; now: Instant }): Promise<Write[]> {
  const entry = entryOf(run, now);
  if (!entry) return [];
  const { source, project, object } = run.task;
  await listProject(store, source, project);
  return await entering(store, keptKey({ source, project: project.id, on: object }), entry);
}

/** Enters the project in the list of those that have keeps: first, so that no keep is ever missing from the list. */
export async function listProject(store: Store, source: string, project: Task["project"]): Promise<void> {
  const key = keptProjectKey(source, project.id);
  if ((await store.note(key)) === undefined) await store.putNote(key, project.path ?? "", undefined);
}

/** The write that enters a keep; of one that is there already only the rules are added that are new. */
async function entering(store: Store, key: LedgerKey, entry: NotedKeep): Promise<Write[]> {
  const seen = await store.note(key);
  if (seen === undefined) return [{ note: key, value: keepText(entry), seen }];
  const before = readNoted(seen);
  const known = new Set(before?.rules.map((rule) => ruleId({ rule })));
  const fresh = entry.rules.filter((rule) => !known.has(ruleId({ rule })));
  // What this version cannot read is kept all the same.
  if (!before || fresh.length === 0) return [];
  return [{ note: key, value: keepText({ ...before, rules: [...before.rules, ...fresh] }), seen }];
}

function entryOf({ task, outcome, seen }: KeepRun, now: Instant): NotedKeep | undefined {
  const rules = keepingRules({ task, outcome, ...(seen && { seen }) }, now);
  if (rules.length === 0) return undefined;
  const { about, project } = task;
  const job = seen?.live.facts.job;
  const name = job?.name ?? about?.name;
  const ref = job?.ref ?? about?.ref;
  const pipelineId = job?.pipelineId ?? about?.pipelineId;
  const path = seen?.live.facts.project.path ?? project.path;
  const files = job && erasableFiles(job);
  return {
    ...(path !== undefined && { path }),
    ...(name !== undefined && { name }),
    ...(ref !== undefined && { ref }),
    ...(job?.tag !== undefined && { tag: job.tag }),
    ...(pipelineId !== undefined && { pipelineId }),
    why: whyText(rules, { task, outcome, ...(seen && { seen }) }),
    rules,
    since: now,
    ...(files && { sizeBytes: files.reduce((all, { sizeBytes }) => all + sizeBytes, 0) }),
    state: "kept",
  };
}

/** The rules that a job is kept for: those that acted, or of one that was kept already those that want it so. */
function keepingRules({ task, outcome, seen }: KeepRun, now: Instant): readonly string[] {
  if (task.verb !== "keep" || task.state !== outcome.kind) return [];
  if (outcome.kind === "done") return actedRules(task);
  const isKeptAlready = outcome.kind === "skipped" && seen?.live.sight.earlier === "ours";
  return isKeptAlready ? wantingRules(seen.live, now) : [];
}

/** As the mark wrote them down; a task that was done without one of ours names all that want it. */
function actedRules({ snapshot, wants }: Task): readonly string[] {
  const acted = typeof snapshot?.rules === "string" ? snapshot.rules.split(" ").filter((name) => name !== "") : [];
  return acted.length > 0 ? acted : wants.map(({ rule }) => rule);
}

function whyText(rules: readonly string[], { outcome, seen }: KeepRun): string {
  const described = rules.flatMap((rule) => seen?.live.active.rule(ruleId({ rule }))?.rule.description ?? []);
  const [what] = described;
  const wanted =
    what?.trim().replaceAll(/\s+/g, " ") ?? `wanted by ${rules.map((rule) => ruleId({ rule })).join(", ")}`;
  return outcome.kind === "done" ? wanted : `${wanted}; it had no expiry already`;
}
