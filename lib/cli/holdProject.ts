import { TaskList } from "./answers.ts";
import { type Api, ApiError } from "./api.ts";
import { Problem } from "./jobs/problem.ts";

/**
 * The number of a project that a person names, by the tasks that Penstock knows: it asks no GitLab here. A hold in the
 * wrong project would protect nothing, so a job or a pipeline that is known to be of another one is refused.
 *
 * @param on what shall be held there, e.g. `job:1001` or `pipeline:5001`
 * @throws Problem
 */
export async function projectOf(api: Api, name: string, on?: string): Promise<number> {
  const id = isNumber(name) ? Number(name) : await numberOf(api, name);
  const part = partOf(on);
  const project = part && (await knownProject(api, { [part.kind]: part.id }));
  if (project === undefined || project.id === id) return id;
  const known = project.path ?? `project ${project.id}`;
  throw new Problem(
    `${part?.kind} ${part?.id} is of ${known} (${project.id}), not of ${name}: give --project ${project.id}`,
  );
}

/**
 * What to tell somebody who names a job, a pipeline or a project by a number that no task here is about: it may be another one.
 *
 * @param what `job:ID`, `pipeline:ID`, or `project` for the one that has this number
 */
export async function unknownText(api: Api, project: number, what = "project"): Promise<string | undefined> {
  const part = partOf(what);
  try {
    if (await knownProject(api, part ? { [part.kind]: part.id } : { project: String(project) })) return undefined;
  } catch (error) {
    // What was asked for is done; that nobody can be warned must not look like a failure of it.
    if (error instanceof ApiError) return undefined;
    throw error;
  }
  return `no task of ${part ? `${part.kind} ${part.id}` : `project ${project}`} is known here: check the number`;
}

/** The job or the pipeline that is named; none where it is the project. */
function partOf(what = ""): { readonly kind: string; readonly id: string } | undefined {
  const [, kind, id] = /^(job|pipeline):([1-9]\d{0,15})$/.exec(what) ?? [];
  return kind !== undefined && id !== undefined ? { kind, id } : undefined;
}

function isNumber(text: string): boolean {
  return /^[1-9]\d{0,15}$/.test(text);
}

async function numberOf(api: Api, path: string): Promise<number> {
  const project = await knownProject(api, { project: path });
  if (project) return project.id;
  throw new Problem(
    `no task of the project ${JSON.stringify(path)} is known here: give its number, which GitLab shows beside its name`,
  );
}

async function knownProject(api: Api, filter: Readonly<Record<string, string>>) {
  const query = { ...filter, dismissed: "true", limit: 1 };
  const { tasks } = await api(["tasks"], TaskList, { query });
  return tasks[0]?.project;
}
