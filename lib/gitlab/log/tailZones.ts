import type { Item } from "./tailItems.ts";

/**
 * The stages of a job that the runner itself does. All others are the user's: `step_script`, `build_script`, other
 * `step_…`, `after_script`, `concrete`, and whatever a script invents.
 * Source: gitlab-runner common/build.go, `BuildStage` (read 2026-11).
 */
const runnerSections: ReadonlySet<string> = new Set([
  "resolve_secrets",
  "prepare_executor",
  "prepare_script",
  "get_sources",
  "clear_worktree",
  "restore_cache",
  "download_artifacts",
  "archive_cache",
  "archive_cache_on_failure",
  "upload_artifacts_on_success",
  "upload_artifacts_on_failure",
  "cleanup_file_variables",
]);

export function isRunnerSection(name: string): boolean {
  return runnerSections.has(name);
}

/** Where a log is the runner's own: `[0, headEnd)` and `[afterStart, …)`. What is between may be the user's. */
export interface Zones {
  readonly headEnd: number;
  readonly afterStart: number;
}

/** How a runner ends a log. Source: gitlab-runner common/build.go, `setTraceStatus` (read 2026-11). */
const last = /^(?:ERROR: Job failed(?: \(system failure\))?: |Job succeeded$)/;

/**
 * What is surely the runner's. Its last words come after everything that a script can print, so only what follows the last
 * end of a user's section counts, and only where it is complete: sections in order, then the runner's last words.
 */
export function zonesOf(items: readonly Item[], isWhole: boolean): Zones {
  const firstUser = items.findIndex(isUserSign);
  const headEnd = isWhole ? (firstUser < 0 ? items.length : firstUser) : 0;
  const lastEnd = items.findLastIndex((item) => item.kind === "end" && isUserMark(item));
  const none = { headEnd, afterStart: items.length };
  if (lastEnd >= 0) return isEnding(items, lastEnd + 1, false) ? { headEnd, afterStart: lastEnd + 1 } : none;
  // the script never ran in what is seen
  const isAllRunner = firstUser < 0 && isEnding(items, 0, !isWhole);
  return isAllRunner ? { headEnd: 0, afterStart: 0 } : none;
}

/** Which items are the runner's, by their place: outside of its sections only what it surely wrote itself. */
export function runnerItems(items: readonly Item[], { headEnd, afterStart }: Zones): (at: number) => boolean {
  const kept = new Set<number>();
  const firstMark = items.find(({ kind }, at) => at >= afterStart && kind !== "line");
  let isOpen = headEnd === 0 && afterStart === 0 && firstMark?.kind === "end";
  items.forEach((item, at) => {
    if (at >= headEnd && at < afterStart) isOpen = false;
    else if (item.kind === "line") isOpen || item.byRunner ? kept.add(at) : undefined;
    else if (item.byRunner) isOpen = item.kind === "start";
  });
  return (at) => kept.has(at);
}

/** The runner's last words: the line that says how the job ended. */
export function lastWords(items: readonly Item[], { afterStart }: Zones): string | undefined {
  for (let at = items.length - 1; at >= afterStart; at--) {
    const item = items[at];
    if (item?.kind === "line" && item.byRunner && last.test(item.text)) return item.text;
  }
  return undefined;
}

/** @param isCut the first section may have begun before the first item; then there must be one */
function isEnding(items: readonly Item[], from: number, isCut: boolean): boolean {
  let open: string | undefined;
  let [marks, hasLast] = [0, false];
  for (let at = from; at < items.length; at++) {
    const item = items[at];
    if (item?.kind === "line") hasLast ||= open === undefined && item.byRunner && last.test(item.text);
    if (item === undefined || item.kind === "line" || !item.byRunner) continue;
    hasLast = false;
    const isCutOff = isCut && marks === 0 && item.kind === "end";
    marks++;
    if (!isRunnerSection(item.name) || (item.kind === "start" ? open !== undefined : !isCutOff && open !== item.name))
      return false;
    open = item.kind === "start" ? item.name : undefined;
  }
  return hasLast && open === undefined && (!isCut || marks > 0);
}

function isUserMark(item: Item): boolean {
  return item.kind !== "line" && item.byRunner && !isRunnerSection(item.name);
}

/**
 * Where something of the user's begins: a section of theirs, a command of theirs that the runner shows before it runs it
 * (also of `hooks: pre_get_sources_script`), or what a service printed.
 * Source: gitlab-runner shells/abstract.go, executors/docker/services.go, helpers/service/logger.go (read 2026-11).
 */
function isUserSign(item: Item): boolean {
  if (item.kind !== "line") return isUserMark(item);
  return /^(?:\$ |\[service:|Service container logs:|Health check container logs:)/.test(item.text);
}
