import type { Job } from "../state/graph.ts";
import type { JobInput } from "../state/jobParts.ts";
import { badRequest, type Refusal } from "./refusal.ts";

export type Inputs = Readonly<Record<string, unknown>>;

/**
 * What is wrong with the inputs that were given to a job; nothing where it declares none, as they are then ignored.
 * Source: gitlabhq app/services/ci/retry_job_service.rb and lib/ci/inputs (read 2026-11).
 */
export function refuseInputs({ inputs: declared }: Job, given: Inputs): Refusal | undefined {
  const names = Object.keys(given);
  if (names.length === 0 || Object.keys(declared).length === 0) return undefined;
  const unknown = names.filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length > 0) return badRequest(`Unknown input${unknown.length > 1 ? "s" : ""}: ${unknown.join(", ")}`);
  const wrongs = Object.entries(declared).flatMap(([name, input]) => {
    const wrong = Object.hasOwn(given, name) ? whatIsWrong(input, given[name]) : undefined;
    return wrong === undefined ? [] : [`\`${name}\` input: ${wrong}`];
  });
  return wrongs.length > 0 ? badRequest(wrongs.join(", ")) : undefined;
}

/** Those that differ from what the job declares as default: GitLab keeps no others. */
export function keptInputs({ inputs: declared }: Job, given: Inputs): Inputs {
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => declared[name]?.default !== value));
}

function whatIsWrong({ type, options }: JobInput, given: unknown): string | undefined {
  const value = type === "string" ? String(given) : fromText(given);
  if (!isOf(type, value)) return `provided value is not ${type === "array" ? "an" : "a"} ${type}`;
  if (!options || options.some((option) => (type === "string" ? String(option) : option) === value)) return undefined;
  return `\`${value}\` cannot be used because it is not in the list of ${type === "number" ? "the " : ""}allowed options`;
}

/** Forms and GraphQL give everything as text. */
function fromText(given: unknown): unknown {
  if (typeof given !== "string") return given;
  try {
    return JSON.parse(given);
  } catch {
    return given;
  }
}

function isOf(type: JobInput["type"], value: unknown): boolean {
  return type === "array" ? Array.isArray(value) : typeof value === type;
}
