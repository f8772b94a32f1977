import { type Entry, idBound } from "../core/journal.ts";
import type { JournalRange, Page, Store } from "../core/ports.ts";
import type { Instant } from "../core/time.ts";
import { ruleId } from "../core/transitions.ts";

/** What a person asks the journal; what is missing does not matter. */
export interface Question {
  /** GitLab's number of the project, or its full path. */
  readonly project?: string;
  /** Only what was done about this job, by tasks and by hand. */
  readonly job?: number;
  /** A task's id: what planned it, its runs, what people did. */
  readonly task?: string;
  /** A rule's id, whatever its version, or one version of it (`id@3`). */
  readonly rule?: string;
  /** Seals are shown only where they are asked for. */
  readonly kind?: Entry["kind"];
  /** From this moment on, and before that one. */
  readonly since?: Instant;
  readonly until?: Instant;
  /** Ids behind this one, and before this one: of an entry that was shown, or where an answer said to go on. */
  readonly after?: string;
  readonly before?: string;
}

/** Entries that one question looks at; then it says where to go on. */
const mostLookedAt = 5_000;
const pageEntries = 500;

/**
 * The newest entries that fit a question, newest first, at most `most`. Where a project, a job or a task is named only
 * those of it are looked at.
 *
 * @returns `next` where there may be older ones: the `before` of the next question
 * @throws StoreError when the journal cannot be read
 */
export async function askJournal(
  store: Pick<Store, "journal">,
  source: string,
  question: Question,
  most: number,
): Promise<Page<Entry>> {
  const range = rangeOf(source, question);
  const isOfProject = projectFilter(store, source, question);
  const found: Entry[] = [];
  let before = range.before;
  for (let lookedAt = 0; lookedAt < mostLookedAt; lookedAt += pageEntries) {
    const page = await store.journal({ ...range, ...(before !== undefined && { before }) }, pageEntries);
    for (const entry of page.items) if (fits(entry, question) && (await isOfProject(entry))) found.push(entry);
    const last = found[most - 1];
    if (found.length > most && last) return { items: found.slice(0, most), next: last.id };
    if (page.next === undefined) return { items: found };
    before = page.next;
    if (found.length === most) break;
  }
  return { items: found, ...(before !== undefined && { next: before }) };
}

function rangeOf(source: string, question: Question): JournalRange {
  const { kind, since, until, after, before } = question;
  if (kind === "seal")
    return {
      source,
      only: "seals",
      ...(after !== undefined && { after }),
      ...(before !== undefined && { before }),
    };
  const only = onlyOf(question);
  const low = [after, since === undefined ? undefined : idBound(since)]
    .filter((id) => id !== undefined)
    .toSorted()
    .at(-1);
  const high = [before, until === undefined ? undefined : idBound(until)]
    .filter((id) => id !== undefined)
    .toSorted()[0];
  return {
    source,
    ...(only && { only }),
    ...(low !== undefined && { after: low }),
    ...(high !== undefined && { before: high }),
  };
}

function onlyOf({ project, job, task }: Question): JournalRange["only"] {
  if (job !== undefined) return { job: `job:${job}` };
  const named = project ?? projectOfTask(task ?? "");
  if (named === undefined) return undefined;
  return /^\d+$/.test(named) ? { projectId: Number(named) } : { path: named };
}

/** The project in a task's id. */
function projectOfTask(id: string): string | undefined {
  return /^[^/]+\/(\d{1,16})\//.exec(id)?.[1];
}

function fits(entry: Entry, { task, rule, kind, since, until }: Question): boolean {
  if (kind !== undefined && entry.kind !== kind) return false;
  if (entry.at < (since ?? 0) || entry.at >= (until ?? Number.POSITIVE_INFINITY)) return false;
  if (task !== undefined && !isAboutTask(entry, task)) return false;
  return rule === undefined || isAboutRule(entry, rule);
}

/** Newest entries of a project that are looked at for what it is called. */
const mostForName = 200;

/**
 * Whether an entry is of the project that is asked for. One that tells only the project's number, as a hold does, is of it
 * where another of that project tells the path.
 */
function projectFilter(
  store: Pick<Store, "journal">,
  source: string,
  { project }: Question,
): (entry: Entry) => Promise<boolean> {
  const known = new Map<number, boolean>();
  return async ({ projectId, projectPath }) => {
    if (project === undefined || project === String(projectId)) return true;
    if (projectPath !== undefined || projectId === undefined || /^\d+$/.test(project)) return project === projectPath;
    const before = known.get(projectId);
    if (before !== undefined) return before;
    const { items } = await store.journal({ source, only: { projectId } }, mostForName);
    const isIt = items.some((entry) => entry.projectPath === project);
    known.set(projectId, isIt);
    return isIt;
  };
}

function isAboutTask(entry: Entry, task: string): boolean {
  if (entry.kind === "byHand") return entry.what === task;
  if (entry.kind === "task" && entry.task === task) return true;
  return (entry.kind === "task" || entry.kind === "delivery") && (entry.tasks ?? []).some(({ id }) => id === task);
}

function isAboutRule(entry: Entry, rule: string): boolean {
  const isIt = (name: string) => name === rule || ruleId({ rule: name }) === rule;
  if (entry.kind === "delivery") return entry.verdicts.some((verdict) => isIt(verdict.rule));
  if (entry.kind === "task") return entry.rules.some(isIt);
  if (entry.kind === "outage") return isIt(entry.rule);
  return entry.kind === "switch" && entry.what === `rule:${rule.split("@")[0]}`;
}
