import { isConfusable } from "../../../core/confusable.ts";
import type { GitLabReads } from "../../../core/gitlab.ts";
import type { Job } from "../../../core/job.ts";
import type { Line } from "../../../core/message.ts";
import { nearest } from "../../../core/nearest.ts";
import type { Answer } from "../desk.ts";
import { jobSpan, no, pipelineSpan } from "./shown.ts";
import type { SeenProject, Sought } from "./sought.ts";

/** So many are listed; whoever sees more of them looks at the pipeline's own page. */
const mostListed = 5;
/** So many pipelines below the one that was named are looked into. */
const mostChildren = 5;

/** A job by its exact name, in a pipeline; missing: none was named. */
interface Named {
  readonly project: SeenProject;
  readonly pipeline: number;
  readonly name?: string;
}

interface Looking {
  readonly reads: GitLabReads;
  /** Of the source. */
  readonly url: string;
}

/**
 * The newest run of the job of that exact name in a pipeline. Nothing is guessed: whatever only looks alike, is called so
 * in a child pipeline, or of which there are several parts, is asked about.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function findNamed(
  named: Named,
  looking: Looking,
): Promise<Sought<{ readonly id: number; readonly bridge?: Job }>> {
  const { project, pipeline, name } = named;
  const { reads } = looking;
  const runs = await reads.pipelineJobs(project.id, pipeline);
  if (!runs) return { no: no([{ code: project.path }, ` has no pipeline ${pipeline} that GitLab shows.`]) };
  const job = newestOf(runs, name);
  if (job) return { id: job.id };
  const bridges = (await reads.bridges(project.id, pipeline)) ?? [];
  const bridge = newestOf(bridges, name);
  if (bridge) return { id: bridge.id, bridge };
  const newest = newestRuns([...runs, ...bridges]);
  if (name === undefined) return { no: askedWhich(named, { looking, jobs: newest }) };
  return { no: (await whereElse({ ...named, name }, looking, newest)) ?? notNamed({ ...named, name }, newest) };
}

function newestOf(runs: readonly Job[], name: string | undefined): Job | undefined {
  return runs.filter((one) => one.name === name).toSorted((one, other) => other.id - one.id)[0];
}

function newestRuns(runs: readonly Job[]): readonly Job[] {
  const byName = new Map<string, Job>();
  for (const run of runs) if (run.id > (byName.get(run.name)?.id ?? 0)) byName.set(run.name, run);
  return [...byName.values()].toSorted((one, other) => one.id - other.id);
}

function askedWhich(named: Named, { looking, jobs }: { looking: Looking; jobs: readonly Job[] }): Answer {
  const { project, pipeline } = named;
  const title = ["Which job of ", pipelineSpan(looking, project.path, pipeline), "? Say its address, or its name too."];
  return no(title, listed(jobs, project, looking));
}

/** Parts of a job that was split up, and jobs of that name in child pipelines. */
async function whereElse(
  { project, pipeline, name }: Required<Named>,
  looking: Looking,
  jobs: readonly Job[],
): Promise<Answer | undefined> {
  const parts = jobs.filter((job) => groupOf(job.name) === name);
  const below = parts.length > 0 ? [] : await inChildren({ project, pipeline, name }, looking);
  const found = [...parts, ...below];
  if (found.length === 0) return undefined;
  const several = found.length === 1 ? "There is one" : `There are ${found.length}`;
  const where = parts.length > 0 ? "parts of it" : "in child pipelines";
  const title = [`${several} that ${where === "parts of it" ? "may be meant by" : "is called"} `, { code: name }];
  return no(
    [...title, where === "parts of it" ? "" : " in its child pipelines", ": which one? Say its address."],
    listed(found, project, looking),
  );
}

/** What GitLab shows as one: `test 1/3` and `test: [a, b]` are of `test`. Source: docs.gitlab.com/ci/jobs, "Group similar jobs" (read 2026-11). */
function groupOf(name: string): string | undefined {
  const [, group] = /^(.+?)(?:: \[.*\]|[ :/\\]+\d+[ :/\\]+\d+)$/.exec(name) ?? [];
  return group?.trim();
}

async function inChildren({ project, pipeline, name }: Required<Named>, { reads }: Looking): Promise<readonly Job[]> {
  const children = (await reads.childPipelines(project.id, pipeline)) ?? [];
  const found: Job[] = [];
  for (const child of children.slice(0, mostChildren)) {
    const job = newestOf((await reads.pipelineJobs(project.id, child.id)) ?? [], name);
    if (job) found.push(job);
  }
  return found;
}

function notNamed({ project, pipeline, name }: Required<Named>, jobs: readonly Job[]): Answer {
  const names = jobs.map((job) => job.name);
  const alike = names.find((one) => isConfusable(name, one));
  if (alike !== undefined)
    return no([{ code: name }, " only looks like ", { code: alike }, ". Names must be exact: copy it from GitLab."]);
  const near = nearNames(name, names);
  const lines: Line[] = near.length === 0 ? [] : [["Did you mean ", ...near.flatMap(orSpans), "?"]];
  return no([`pipeline ${pipeline} of `, { code: project.path }, " has no job ", { code: name }, "."], lines);
}

function orSpans(name: string, at: number): Line {
  return at === 0 ? [{ code: name }] : [" or ", { code: name }];
}

/** The nearest by its letters, and those that hold what was said. */
function nearNames(name: string, names: readonly string[]): readonly string[] {
  const near = nearest(name, names);
  const part = name.toLowerCase();
  const holding = part.length < 3 ? [] : names.filter((one) => one.toLowerCase().includes(part));
  return [...new Set([...(near === undefined ? [] : [near]), ...holding])].slice(0, mostListed);
}

function listed(jobs: readonly Job[], { path }: SeenProject, looking: Looking): readonly Line[] {
  const lines: Line[] = jobs.slice(0, mostListed).map((job) => [jobSpan(looking, path, job), ` is ${job.status}`]);
  const more = jobs.length - lines.length;
  return more > 0 ? [...lines, [`and ${more} more`]] : lines;
}
