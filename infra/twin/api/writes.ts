import { act } from "../machine/act.ts";
import type { Inputs } from "../machine/inputs.ts";
import { noRecord } from "../machine/refusal.ts";
import type { Done } from "../machine/wish.ts";
import { findJob } from "../state/find.ts";
import type { Verb, World } from "../state/world.ts";
import { type Answer, json, noContent, parameterError, refusal } from "./answer.ts";
import { bridgeEntity } from "./bridges.ts";
import type { Call, Handler } from "./call.ts";
import { effectEntity } from "./jobEntity.ts";
import { flagOf, paramsOf } from "./params.ts";
import { knows } from "./vintages.ts";
import { inProject, readId } from "./within.ts";

/** A route that does something to a job. What may go wrong, and how it ends, is the machine's to say. */
export function doing(verb: Verb): Handler {
  return inProject((call, project) => {
    const { world, person } = call;
    const jobId = readId(call.params.job_id);
    if (jobId === undefined) return parameterError("job_id is invalid");
    const wish = readWish(call, verb);
    if ("status" in wish) return wish;
    if (verb === "retry" && !knows(world.vintage, "bridgeRetry") && findJob(world, jobId)?.trigger)
      return refusal(noRecord());
    const done = act(world, { verb, project, jobId, person, ...wish });
    if ("refused" in done) return refusal(done);
    return done.status === 204 ? noContent : json(done.status, entityOf(world, verb, done));
  });
}

/** A played bridge is shown as one; a retried one as any job, which is GitLab's doing. */
function entityOf(world: World, verb: Verb, { job }: Done): unknown {
  return job.trigger && verb === "play" ? bridgeEntity(world, job) : effectEntity(world, job, verb);
}

interface Read {
  readonly variables?: Readonly<Record<string, string>>;
  readonly inputs?: Inputs;
  readonly isForced?: boolean;
}

/** What a GitLab of that year does not know yet it does not see. */
function readWish(call: Call, verb: Verb): Read | Answer {
  const params = paramsOf(call);
  const { vintage } = call.world;
  if (verb === "cancel") return knows(vintage, "forceCancel") ? readForce(params.force) : {};
  if (verb === "retry") return knows(vintage, "jobInputs") ? readInputs("inputs", params.inputs) : {};
  if (verb !== "play") return {};
  const variables = readVariables(params.job_variables_attributes ?? []);
  if ("status" in variables || !knows(vintage, "jobInputs")) return variables;
  const inputs = readInputs("job_inputs", params.job_inputs);
  return "status" in inputs ? inputs : { ...variables, ...inputs };
}

function readForce(given: unknown): Read | Answer {
  const flag = flagOf(given);
  return flag === "wrong" ? parameterError("force is invalid") : { isForced: flag ?? false };
}

function readInputs(name: string, given: unknown): Read | Answer {
  if (given === undefined || given === null || given === "") return {};
  if (typeof given !== "object" || Array.isArray(given)) return parameterError(`${name} is invalid`);
  return { inputs: { ...given } };
}

function readVariables(list: unknown): Read | Answer {
  if (!Array.isArray(list)) return parameterError("job_variables_attributes is invalid");
  const given: [string, string][] = [];
  for (const [index, item] of list.entries()) {
    const { key, value } = (item ?? {}) as Record<string, unknown>;
    if (key === undefined) return parameterError(`job_variables_attributes[${index}][key] is missing`);
    if (value === undefined) return parameterError(`job_variables_attributes[${index}][value] is missing`);
    given.push([String(key), String(value)]);
  }
  return { variables: Object.fromEntries(given) };
}
