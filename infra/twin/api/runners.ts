import { forbidden, noRecord } from "../machine/refusal.ts";
import { apiDate } from "../state/dates.ts";
import type { Job, Project } from "../state/graph.ts";
import { jobsOf } from "../state/history.ts";
import type { JobStatus, Runner } from "../state/jobParts.ts";
import { hasRole } from "../state/project.ts";
import { runnerType, serves } from "../state/runner.ts";
import { projectUrl } from "../state/urls.ts";
import type { World } from "../state/world.ts";
import { type Answer, json, parameterError, refusal } from "./answer.ts";
import type { Call } from "./call.ts";
import { runnerFields } from "./jobEntity.ts";
import { offsetPage } from "./paging.ts";
import { flagOf, listParam, wrongWord } from "./params.ts";
import { readId } from "./within.ts";

// Source: docs.gitlab.com/api/runners and gitlabhq lib/api/ci/runners.rb (read 2026-11).

const words = {
  type: ["instance_type", "group_type", "project_type"],
  status: ["active", "paused", "online", "offline", "never_contacted", "stale"],
};

/** The runners that a project may use. */
export function listProjectRunners(call: Call, project: Project): Answer {
  const { world, query } = call;
  const isPaused = flagOf(query.get("paused"));
  const wrong = wrongWord(query, words) ?? (isPaused === "wrong" ? parameterError("paused is invalid") : undefined);
  if (wrong) return wrong;
  const [type, status, tags] = [query.get("type"), query.get("status"), listParam(query, "tag_list")];
  const rows = world.runners
    .filter((runner) => serves(runner, project.id))
    .filter((runner) => type === null || runnerType(runner) === type)
    .filter((runner) => status === null || hasStatus(runner, status))
    .filter((runner) => isPaused === undefined || runner.isPaused === isPaused)
    .filter((runner) => tags.every((tag) => runner.tags.includes(tag)));
  return offsetPage(call, { rows: rows.toReversed(), show: (runner) => runnerEntity(world, runner) });
}

function hasStatus({ isPaused, isOnline }: Runner, status: string): boolean {
  if (status === "paused") return isPaused;
  if (status === "active") return !isPaused;
  return status === (isOnline ? "online" : "offline");
}

/** An instance runner is shown to everybody, another one to the maintainers of its projects. */
export function showRunner(call: Call): Answer {
  const { world, params, person } = call;
  const id = readId(params.runner_id);
  if (id === undefined) return parameterError("id is invalid");
  const runner = world.runners.find((one) => one.id === id);
  if (!runner) return refusal(noRecord());
  const projects = world.projects.filter((project) => runner.projectIds.includes(project.id));
  const mine = projects.filter((project) => hasRole(project, person, "maintainer"));
  if (projects.length > 0 && mine.length === 0) return refusal(forbidden("No access granted"));
  return json(200, { ...runnerEntity(world, runner), ...detailPart(world, runner, mine) });
}

function runnerEntity(world: World, runner: Runner) {
  const isAtWork = (job: Job) => job.runner === runner && job.status === "running";
  const isBusy =
    [...world.jobs.values()].some(isAtWork) || world.projects.some((project) => hasInPast(project, isAtWork));
  return {
    ...runnerFields(runner),
    created_by: null,
    created_at: apiDate(runner.createdAt),
    job_execution_status: isBusy ? "active" : "idle",
  };
}

/** Whether one of the jobs that run by the project's past does it, as far as nobody touched them. */
function hasInPast(project: Project, isAtWork: (job: Job) => boolean): boolean {
  return project.past !== undefined && [...jobsOf(project, { statuses: running })].some(isAtWork);
}

const running: ReadonlySet<JobStatus> = new Set(["running"]);

function detailPart(world: World, runner: Runner, projects: readonly Project[]) {
  return {
    tag_list: runner.tags,
    run_untagged: runner.runsUntagged,
    locked: false,
    maximum_timeout: null,
    access_level: "not_protected",
    version: null,
    revision: null,
    platform: null,
    architecture: null,
    contacted_at: runner.isOnline ? apiDate(world.clock()) : null,
    maintenance_note: null,
    projects: projects.map((project) => ({
      id: project.id,
      name: project.name,
      path: project.path.split("/").at(-1),
      path_with_namespace: project.path,
      web_url: projectUrl(world, project),
    })),
    groups: [],
  };
}
