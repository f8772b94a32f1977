import type { Job } from "../state/graph.ts";
import type { JobStatus } from "../state/jobParts.ts";
import { type Answer, parameterError } from "./answer.ts";
import type { Call } from "./call.ts";
import { scopesOf } from "./vintages.ts";

/** What `readScopes` read. */
interface Scopes {
  /** Empty: all. */
  readonly statuses: ReadonlySet<JobStatus>;
  readonly includes: (job: Job) => boolean;
}

/** The statuses that a list is asked for; `scope=x`, `scope[]=x&scope[]=y` and `scope[0]=x` all count. */
export function readScopes({ world, query }: Call): Scopes | Answer {
  const scopes = [...query].filter(([name]) => /^scope(\[\w*\])?$/.test(name)).map(([, value]) => value);
  const known = scopesOf(world.vintage);
  if (scopes.some((scope) => !known.includes(scope))) return parameterError("scope does not have a valid value");
  const wanted = new Set(scopes as JobStatus[]);
  return { statuses: wanted, includes: ({ status }) => wanted.size === 0 || wanted.has(status) };
}
