import type { LogAsk } from "../../core/looked.ts";
import type { Http } from "../http/http.ts";
import { jobPath } from "../place.ts";
import { type LogEnd, readLogEnd } from "./tailBytes.ts";
import { type Item, tailItems } from "./tailItems.ts";
import { sectionItems } from "./tailSections.ts";
import { lastWords, runnerItems, type Zones, zonesOf } from "./tailZones.ts";

export interface LogPlace {
  readonly projectId: number;
  readonly jobId: number;
}

/** Whatever a rule asks for, no more of a log's end is kept. */
const mostTailBytes = 1024 ** 2;
/** The runner's words after the script fit in, but for very many artifacts; then the code is not told. */
const exitCodeBytes = 32_768;
/** A line that stands for all that was left out between two others. */
const leftOut = "…";

/**
 * The end of a job's log as rules see it: clean lines, `…` where lines were left out. Without `sections` only what the
 * runner itself wrote: everything up to the first section of the user's, if the tail reaches so far back, and everything
 * after the last. With `sections` what stands in those; the runner's own ones are looked for only where the runner writes.
 *
 * What remains: a log that was cut (the runner died, or its limit was reached) right behind markers *and* last words that a
 * script has forged; where the runner stamps no lines (`FF_TIMESTAMPS` off), a process that a script leaves behind and that
 * writes during the runner's last second; an entrypoint that forges them before the script begins (Kubernetes with
 * `FF_KUBERNETES_HONOR_ENTRYPOINT`). Names of images, artifacts and caches are in the runner's own words, as the user chose
 * them.
 *
 * @returns `null` where there is no log, `undefined` where its end cannot be reached (over 64 MiB at an old GitLab)
 * @throws GitLabError when GitLab or its storage cannot be asked
 */
export async function readLogTail(http: Http, place: LogPlace, ask: LogAsk): Promise<string | null | undefined> {
  const end = await readEnd(http, place, Math.max(1, Math.min(ask.tailBytes, mostTailBytes)));
  return end && tailOf(end, ask);
}

/** See `readLogTail`, of an end that is at hand. */
export function tailOf(end: LogEnd, ask: LogAsk): string {
  const { items, zones, isWhole } = readItems(end);
  const isKept = ask.sections
    ? sectionItems(items, { zones, isWhole, sections: ask.sections })
    : runnerItems(items, zones);
  return textOf(items, isKept);
}

/**
 * The code that the runner says the job ended with, in its last words; it may be that of a step of its own, such as getting
 * the sources. A job that succeeded ended with 0.
 *
 * @returns `null`: it ended without a code (a system failure, a time limit, no log); `undefined`: it cannot be told, since
 * the runner did not come to its last words, or they cannot be told from a script's
 * @throws GitLabError when GitLab or its storage cannot be asked
 */
export async function readExitCode(http: Http, place: LogPlace): Promise<number | null | undefined> {
  const end = await readEnd(http, place, exitCodeBytes);
  return end && codeOf(end);
}

/** See `readExitCode`, of an end that is at hand. */
export function codeOf(end: LogEnd): number | null | undefined {
  const { items, zones } = readItems(end);
  const words = lastWords(items, zones);
  if (words === undefined) return undefined;
  if (words === "Job succeeded") return 0;
  const code = exitWords.exec(words)?.[1];
  return code === undefined ? null : Number(code);
}

/**
 * Of docker, kubernetes, shell and custom executors, ssh, and steps.
 * Source: gitlab-runner executors/docker/internal/wait, executors/kubernetes, executors/custom/command, common/build.go
 * (read 2026-11); golang.org/x/crypto/ssh, `ExitError`.
 */
const exitWords =
  /^ERROR: Job failed: (?:.*: )?(?:(?:command terminated with )?exit code|exit status|Process exited with status) (\d{1,10})\b/;

/** An empty log is none. */
async function readEnd(http: Http, place: LogPlace, bytes: number): Promise<LogEnd | null | undefined> {
  const end = await readLogEnd(http, `${jobPath(place.projectId, place.jobId)}/trace`, bytes);
  return end?.bytes.length === 0 ? null : end;
}

interface ReadItems {
  readonly items: readonly Item[];
  readonly zones: Zones;
  readonly isWhole: boolean;
}

function readItems({ bytes, isWhole }: LogEnd): ReadItems {
  const items = tailItems(bytes, isWhole);
  return { items, zones: zonesOf(items, isWhole), isWhole };
}

function textOf(items: readonly Item[], isKept: (at: number) => boolean): string {
  const lines: string[] = [];
  let isGap = false;
  items.forEach((item, at) => {
    if (item.kind !== "line") return;
    if (!isKept(at)) isGap = true;
    else {
      if (isGap) lines.push(leftOut);
      isGap = false;
      lines.push(item.text);
    }
  });
  if (isGap) lines.push(leftOut);
  return lines.join("\n");
}
