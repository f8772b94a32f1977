import { act } from "../machine/act.ts";
import type { Verb } from "../state/world.ts";
import { type Answer, json, noContent, parameterError, refusal } from "./answer.ts";
import type { Call, Handler } from "./call.ts";
import { jobEntity } from "./jobEntity.ts";
import { inProject, readId } from "./within.ts";

/** A route that does something to a job. What may go wrong, and how it ends, is the machine's to say. */
export function doing(verb: Verb): Handler {
  return inProject((call, project) => {
    const { world, person } = call;
    const jobId = readId(call.params.job_id);
    if (jobId === undefined) return parameterError("job_id is invalid");
    const variables = readVariables(call);
    if ("status" in variables) return variables;
    const done = act(world, { verb, project, jobId, person, variables: variables.given });
    if ("refused" in done) return refusal(done);
    return done.status === 204 ? noContent : json(done.status, jobEntity(world, done.job));
  });
}

function readVariables({ body }: Call): { readonly given: Record<string, string> } | Answer {
  const list = body.job_variables_attributes ?? [];
  if (!Array.isArray(list)) return parameterError("job_variables_attributes is invalid");
  const given: [string, string][] = [];
  for (const [index, item] of list.entries()) {
    const { key, value } = (item ?? {}) as Record<string, unknown>;
    if (key === undefined) return parameterError(`job_variables_attributes[${index}][key] is missing`);
    if (value === undefined) return parameterError(`job_variables_attributes[${index}][value] is missing`);
    given.push([String(key), String(value)]);
  }
  return { given: Object.fromEntries(given) };
}
