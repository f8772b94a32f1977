import { addPipeline, type NewPipeline } from "./machine/begin.ts";
import { passTime } from "./machine/pass.ts";
import {
  addGroup,
  addPerson,
  addProject,
  addToken,
  type NewGroup,
  type NewPerson,
  type NewProject,
  type NewToken,
} from "./state/add.ts";
import { addApplication } from "./state/addApplication.ts";
import type { Application, NewApplication } from "./state/application.ts";
import { jobOf, pipelineOf } from "./state/find.ts";
import type { Commit, Job, Pipeline, Project, Release } from "./state/graph.ts";
import type { Group } from "./state/group.ts";
import type { Runner } from "./state/jobParts.ts";
import type { Person } from "./state/person.ts";
import { addRelease, addTag, type NewRelease } from "./state/release.ts";
import { makeRunner, type NewRunner } from "./state/runner.ts";
import { projectOf, type World } from "./state/world.ts";

/** What fills a world, and finds things in it. */
export interface Builders {
  addPerson(person: NewPerson): Person;
  /** A further token of a person; returns its text. */
  addToken(username: string, token?: NewToken): string;
  /** An OAuth application; people answer it at `/oauth/authorize`. */
  addApplication(application: NewApplication): Application;
  addProject(project: NewProject): Project;
  addGroup(group: NewGroup): Group;
  addPipeline(project: number | string, pipeline: NewPipeline): Pipeline;

  job(jobId: number): Job;
  /** The newest run of that name in a pipeline; a bridge too. */
  jobNamed(pipelineId: number, name: string): Job;
  pipeline(pipelineId: number): Pipeline;
  /** A further runner; to switch it off, change what you get. */
  addRunner(runner: NewRunner): Runner;
  addTag(project: number | string, name: string): Commit;
  addRelease(project: number | string, release: NewRelease): Release;
}

export function buildersOf(world: World): Builders {
  return {
    addPerson: (person) => addPerson(world, person),
    addToken: (username, token) => addToken(world, username, token).text,
    addApplication: (application) => addApplication(world, application),
    addProject: (project) => addProject(world, project),
    addGroup: (group) => addGroup(world, group),
    addPipeline(project, pipeline) {
      passTime(world);
      return addPipeline(world, projectOf(world, project), pipeline);
    },
    job(jobId) {
      passTime(world);
      return jobOf(world, jobId);
    },
    jobNamed(pipelineId, name) {
      passTime(world);
      const { jobs, bridges } = pipelineOf(world, pipelineId);
      const job = [...jobs, ...bridges].findLast((one) => one.name === name);
      if (!job) throw new Error(`pipeline ${pipelineId} has no job ${name}`);
      return job;
    },
    pipeline(pipelineId) {
      passTime(world);
      return pipelineOf(world, pipelineId);
    },
    addRunner(added) {
      const runner = makeRunner({ ids: world.ids, now: world.clock() }, added);
      world.runners.push(runner);
      return runner;
    },
    addTag: (project, name) => addTag(world, projectOf(world, project), name),
    addRelease: (project, release) => addRelease(world, projectOf(world, project), release),
  };
}
