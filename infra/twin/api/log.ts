import { forbidden } from "../machine/refusal.ts";
import { fixedContent } from "../state/content.ts";
import type { Job } from "../state/graph.ts";
import { hasRole } from "../state/project.ts";
import { type Answer, parameterError, refusal } from "./answer.ts";
import type { Call } from "./call.ts";
import { knows } from "./vintages.ts";

const mostBytes = 512_000;

/**
 * A job's log; no log is an empty text, not a 404. Source: docs.gitlab.com/api/jobs and gitlabhq lib/api/ci/jobs.rb
 * (read 2026-11).
 */
export function showLog({ world, query, person }: Call, job: Job): Answer {
  if (isDebugged(job) && !hasRole(job.pipeline.project, person, "developer")) return refusal(forbidden());
  const headers = { "Content-Type": "text/plain", "Content-Disposition": `infile; filename="${job.id}.log"` };
  const bytes = Buffer.from(job.log);
  if (!knows(world.vintage, "logRange")) return { status: 200, headers, body: fixedContent(bytes) };
  const offset = readNumber(query, "byte_offset", 0);
  if (typeof offset !== "number") return offset;
  const limit = readNumber(query, "byte_limit", 1);
  if (typeof limit !== "number") return limit;
  if (query.has("byte_limit") && limit > mostBytes) return parameterError("byte_limit does not have a valid value");
  const to = query.has("byte_limit") ? offset + limit : bytes.length;
  return { status: 200, headers, body: fixedContent(bytes.subarray(offset, to)) };
}

/** Its log holds all variables, secret ones too. Source: docs.gitlab.com/ci/variables, "Enable debug logging" (read 2026-11). */
function isDebugged({ variables, pipeline }: Job): boolean {
  const all = { ...pipeline.variables, ...variables };
  return ["CI_DEBUG_TRACE", "CI_DEBUG_SERVICES"].some((name) => all[name]?.toLowerCase() === "true");
}

/** `least` where it is not given. */
function readNumber(query: URLSearchParams, name: string, least: number): number | Answer {
  const text = query.get(name);
  if (text === null) return least;
  if (!/^-?\d{1,15}$/.test(text)) return parameterError(`${name} is invalid`);
  return Number(text) < least ? parameterError(`${name} does not have a valid value`) : Number(text);
}
