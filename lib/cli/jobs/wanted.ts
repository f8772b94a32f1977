import { type JobStatus, jobStatuses } from "../../core/job.ts";
import { nearest } from "../../core/nearest.ts";
import type { ProjectRef } from "../../gitlab/place.ts";
import { safe } from "../render.ts";
import { readAddress, readProject } from "./address.ts";
import { readId, type Unread } from "./addresspath.ts";

/** What `penstock jobs list` is told. */
export interface ListOptions {
  readonly project?: string;
  readonly pipeline?: string;
  readonly status?: readonly string[];
  readonly ref?: string;
  readonly includeRetried?: true;
  readonly bridges?: true;
  readonly limit: string;
  readonly all?: true;
  readonly json?: true;
}

/** Which jobs a person wants to see. */
export interface Wanted {
  readonly project: ProjectRef;
  readonly pipelineId?: number;
  readonly statuses: readonly JobStatus[];
  readonly ref?: string;
  readonly includeRetried: boolean;
  readonly bridges: boolean;
  /** Infinity: all. */
  readonly limit: number;
}

const mostJobs = 100_000;

/** Reads what is wanted, or why it makes no sense. */
export function readWanted(text: string | undefined, options: ListOptions, baseUrl: string): Wanted | Unread {
  const place = readPlace(text, options, baseUrl);
  if ("problem" in place) return place;
  const statuses = readStatuses(text, options.status);
  if ("problem" in statuses) return statuses;
  const limit = options.all ? Number.POSITIVE_INFINITY : Number(options.limit);
  if (!options.all && !(/^[1-9]\d{0,5}$/.test(options.limit) && limit <= mostJobs))
    return { problem: `--limit takes a whole number from 1 to ${mostJobs}, or say --all` };
  const { ref, includeRetried = false, bridges = false } = options;
  const pipelineOnly = bridges ? "--bridges" : includeRetried ? "--include-retried" : undefined;
  if (pipelineOnly && place.pipelineId === undefined)
    return { problem: `${pipelineOnly} needs a pipeline: name it by its web address or by --pipeline ID` };
  if (ref !== undefined && place.pipelineId !== undefined)
    return { problem: "--ref is for a whole project: a pipeline has one ref" };
  return { ...place, ...statuses, ...(ref !== undefined && { ref }), includeRetried, bridges, limit };
}

type Place = Pick<Wanted, "project" | "pipelineId">;

function readPlace(text: string | undefined, options: ListOptions, baseUrl: string): Place | Unread {
  const pipelineId = options.pipeline === undefined ? undefined : readId(options.pipeline);
  if (options.pipeline !== undefined && pipelineId === undefined)
    return { problem: `--pipeline takes a pipeline's id, a whole number` };
  if (text !== undefined && options.project !== undefined)
    return { problem: "name the project once: by its web address or by --project" };
  const place = text === undefined ? readOption(options.project, baseUrl) : readAddress(text, baseUrl);
  if ("problem" in place) return place;
  if ("jobId" in place) return { problem: "that address names one job: see it with penstock jobs get" };
  const named = place.pipelineId;
  if (named !== undefined && pipelineId !== undefined && named !== pipelineId)
    return { problem: "the address names one pipeline and --pipeline another" };
  const id = named ?? pipelineId;
  return { project: place.project, ...(id !== undefined && { pipelineId: id }) };
}

function readOption(project: string | undefined, baseUrl: string): Place | Unread {
  if (project !== undefined) return readProject(project, baseUrl);
  return { problem: "whose jobs? Write a project's or a pipeline's web address, or --project ID|PATH" };
}

type Statuses = { readonly statuses: readonly JobStatus[] };

/** What a page of GitLab's may be narrowed to, beside statuses. */
const narrowing = /^(scope(\[.*\])?|name|source|ref|status|username)$/;

/** Those of the address, where GitLab's own page writes them large, or those of `--status`. */
function readStatuses(text: string | undefined, given: readonly string[] | undefined): Statuses | Unread {
  const query = (text && URL.parse(text)?.searchParams) || new URLSearchParams();
  const other = [...query.keys()].find((name) => narrowing.test(name));
  if (other !== undefined)
    return { problem: `the address asks only for some ${other}: leave that out, or say it with --status or --ref` };
  const ofAddress = [...query.getAll("statuses"), ...query.getAll("statuses[]")];
  if (ofAddress.length === 0) return statusesOf("--status", given ?? []);
  if (given !== undefined) return { problem: "the address names statuses, and --status too: leave one out" };
  return statusesOf(
    "statuses in the address",
    ofAddress.map((word) => word.toLowerCase()),
  );
}

const words: readonly string[] = jobStatuses;

function statusesOf(where: string, texts: readonly string[]): Statuses | Unread {
  const asked = texts.flatMap((text) => text.split(",")).map((text) => text.trim());
  const unknown = asked.find((text) => !words.includes(text));
  if (unknown === undefined) return { statuses: jobStatuses.filter((status) => asked.includes(status)) };
  const near = nearest(unknown, words);
  const hint = near === undefined ? `one of ${words.join(", ")}` : `did you mean ${near}?`;
  return { problem: `${where}: ${JSON.stringify(safe(unknown))} is no status of a job: ${hint}` };
}
