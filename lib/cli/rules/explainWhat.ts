import { existsSync } from "node:fs";
import { environment } from "../../edge/config.ts";
import { toEvent } from "../../gitlab/hook.ts";
import { readJson } from "../../gitlab/json.ts";
import { readTarget } from "../jobs/address.ts";
import { readId } from "../jobs/addresspath.ts";
import { Problem } from "../jobs/problem.ts";
import { readText } from "./files.ts";

export interface ExplainOptions {
  readonly project?: string;
  readonly job?: string;
  readonly rule?: string;
  readonly rules?: readonly string[];
  readonly look: boolean;
  readonly asOf?: true;
  readonly all?: true;
  readonly json?: true;
}

/** What a person wants explained, as the API takes it. */
export type What =
  | { readonly job: { readonly project: number | string; readonly id: number; readonly host?: string } }
  | { readonly payload: Readonly<Record<string, unknown>>; readonly jobId?: number }
  | { readonly entry: string; readonly jobId?: number };

/** Reads what was named: a job's address or id, a journal entry's id, or else a file with a webhook's body. @throws Problem */
export function readWhat(text: string | undefined, { project, job }: ExplainOptions): What {
  if (text === undefined) {
    if (job === undefined || project === undefined)
      throw new Problem(
        "what shall be explained? Write a job's web address, --project P and --job ID, a file with a webhook's body, or a journal entry's id",
      );
    return named(job, project);
  }
  if (text.includes("://")) return named(text, project);
  if (readId(text) !== undefined && (project !== undefined || !existsSync(text))) {
    if (project !== undefined) return named(text, project);
    throw new Problem(`job ${text} of which project? Write its web address, or add --project P`);
  }
  const only = job === undefined ? {} : { jobId: jobIdOf(job) };
  if (/^\d{13}-/.test(text)) return { entry: text, ...only };
  return { payload: payloadIn(text), ...only };
}

function named(text: string, project: string | undefined): What {
  const base = baseOf(text);
  const target = readTarget(text, project, base);
  if ("problem" in target) throw new Problem(target.problem);
  const { project: ref, jobId } = target;
  const host = text.includes("://") ? { host: new URL(base).host } : {};
  return { job: { project: ref, id: jobId, ...host } };
}

/** Where GitLab is installed below a path, only the setting tells where its projects begin. */
function baseOf(text: string): string {
  const url = URL.parse(text);
  const known = URL.parse(environment().PENSTOCK_GITLAB_URL ?? "");
  if (!url) return known?.href ?? "https://gitlab.com";
  return known && known.host === url.host ? known.href : url.origin;
}

function jobIdOf(text: string): number {
  const id = readId(text);
  if (id === undefined) throw new Problem(`--job takes a job's id, not ${JSON.stringify(text)}`);
  return id;
}

function payloadIn(file: string): Readonly<Record<string, unknown>> {
  const json = readJson(Buffer.from(readText(file)));
  if ("problem" in json) throw new Problem(`${file}: ${json.problem}: expected a webhook's body as GitLab sends it`);
  const { value } = json;
  const event = toEvent({ value, delivery: { id: "explained", source: "gitlab", receivedAt: 0 } });
  if ("ignored" in event) throw new Problem(`${file}: ${event.ignored}: expected the hook of a job or a pipeline`);
  return value as Readonly<Record<string, unknown>>;
}
