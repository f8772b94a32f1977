import { TaskList } from "../answers.ts";
import { type Api, ApiError } from "../api.ts";
import { readId } from "../jobs/addresspath.ts";
import { Problem } from "../jobs/problem.ts";
import { safe } from "../render.ts";
import { readWhat } from "../rules/explainWhat.ts";
import { Explained } from "../rules/explanation.ts";
import { type GateAnswer, GateList } from "./answers.ts";

/** A job by GitLab's numbers. */
export interface NamedJob {
  readonly project: number;
  readonly job: number;
}

/**
 * The job that a person names by its web address, or by its number: with `--project` where no gate or task of one project
 * alone tells whose it is.
 *
 * @param project its full path or its number
 * @throws Problem, ApiError
 */
export async function namedJob(text: string, project: string | undefined, api: Api): Promise<NamedJob> {
  if (project === undefined && /^[1-9]\d{0,15}$/.test(text)) return await byNumber(Number(text), api);
  const isNamed = text.includes("://") || readId(text) !== undefined;
  const what = isNamed && readWhat(text, { look: true, ...(project !== undefined && { project }) });
  if (!what || !("job" in what))
    throw new Problem(`${JSON.stringify(safe(text))} names no job: write its number, or its web address`);
  const { project: ref, id: job, host } = what.job;
  if (typeof ref === "number") return { project: ref, job };
  const { gates } = await api(["gates"], GateList, { query: { state: "all" } });
  const found = gates.find((gate) => gate.job === job && gate.path === ref && isAt(gate, host));
  if (found) return { project: found.project, job };
  const { jobs } = await api(["explain"], Explained, { method: "POST", body: { ...what, look: false } });
  const [explained] = jobs;
  if (!explained) throw new Problem(`${safe(ref)} has no job ${job} that is known here`);
  return { project: explained.project.id, job };
}

/** An address of another GitLab means another job: explaining it says so. */
function isAt({ url }: GateAnswer, host: string | undefined): boolean {
  return host === undefined || URL.parse(url ?? "")?.host === host;
}

async function byNumber(job: number, api: Api): Promise<NamedJob> {
  const { gates } = await api(["gates"], GateList, { query: { state: "all" } });
  const { tasks } = await api(["tasks"], TaskList, { query: { job, dismissed: "true", limit: 100 } });
  const projects = new Map(tasks.map((task) => [task.project.id, task.project.path]));
  for (const gate of gates) if (gate.job === job) projects.set(gate.project, gate.path ?? projects.get(gate.project));
  const [project, other] = projects.keys();
  if (project !== undefined && other === undefined) return { project, job };
  const known = [...projects].map(([id, path]) => safe(path ?? String(id))).join(", ");
  const why = other === undefined ? "nothing is known of it here" : `it may be of ${known}`;
  throw new Problem(`job ${job} of which project? ${why}: write its web address, or add --project P`);
}

/** Whether the API knows no gate there. */
export function isNoGate(error: unknown): boolean {
  return error instanceof ApiError && error.code === "noGate";
}
