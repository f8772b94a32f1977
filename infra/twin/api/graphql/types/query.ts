import { jobOrBridgeOfProject } from "../../../machine/act.ts";
import { mayRead, maySee } from "../../../machine/rights.ts";
import type { Pipeline, Project } from "../../../state/graph.ts";
import { findPipeline, jobsOf, pipelinesOf } from "../../../state/history.ts";
import { jobStatuses } from "../../../state/jobParts.ts";
import type { Person } from "../../../state/person.ts";
import { personUrl, projectUrl } from "../../../state/urls.ts";
import { findProject } from "../../../state/world.ts";
import { metadataOf } from "../../instance.ts";
import type { Gid } from "../coerce.ts";
import { pageArgs, pageInfo, pageOf } from "../connection.ts";
import { type Args, FieldError, type Fields, fieldsOf, type Viewer } from "../schema.ts";
import type { EnvironmentOf } from "./environment.ts";

// Source: gitlabhq app/graphql/types/query_type.rb, project_type.rb, user_interface.rb (read 2026-11).

/** All jobs of the instance are only for administrators; others get none. */
const Query = fieldsOf<null>({
  currentUser: ["CurrentUser", (_source, _args, { person }) => (person.id === 0 ? null : person)],
  metadata: ["Metadata", (_source, _args, { world }) => metadataOf(world)],
  project: ["Project", (_source, args, viewer) => visibleProject(args, viewer), { fullPath: "ID!" }],
  jobs: ["CiJobConnection", (_source, args) => pageOf([], args), { ...pageArgs, statuses: "[CiJobStatus!]" }],
  echo: [
    "String!",
    (_source, { text }, { person }) => `"${person.username}" says: ${String(text)}`,
    { text: "String!" },
  ],
});

function visibleProject({ fullPath }: Args, { world, person }: Viewer): Project | null {
  const project = findProject(world, String(fullPath));
  return project && project.path === fullPath && maySee(person, project) ? project : null;
}

/** What those who may not see jobs see of them: nothing. */
const projectFields = fieldsOf<Project>({
  id: ["ID!", ({ id }) => `gid://gitlab/Project/${id}`],
  name: ["String!", ({ name }) => name],
  nameWithNamespace: ["String!", ({ name, namespace }) => [namespace, name].filter(Boolean).join(" / ")],
  path: ["String!", ({ path }) => path.split("/").at(-1)],
  fullPath: ["ID!", ({ path }) => path],
  webUrl: ["String", (project, _args, { world }) => projectUrl(world, project)],
  visibility: ["String", ({ settings }) => settings.visibility],
  archived: ["Boolean", () => false],
  pipeline: ["Pipeline", onePipeline, { id: "CiPipelineID", iid: "ID", sha: "String" }],
  pipelines: ["PipelineConnection", listPipelines, { ...pageArgs, ref: "String", status: "PipelineStatusEnum" }],
  job: [
    "CiJob",
    (project, { id }, { world, person }) =>
      mayRead(person, project) ? jobOrBridgeOfProject(world, project, (id as Gid).id) : null,
    { id: "JobID!" },
  ],
  jobs: ["CiJobConnection", listJobs, { ...pageArgs, statuses: "[CiJobStatus!]" }],
  environment: ["Environment", oneEnvironment, { name: "String" }],
});

function oneEnvironment(project: Project, { name }: Args, { person }: Viewer): EnvironmentOf | null {
  const environment = mayRead(person, project) ? project.environments.get(String(name)) : undefined;
  return environment ? { environment, project } : null;
}

function onePipeline(project: Project, { id, iid, sha }: Args, { person }: Viewer): Pipeline | null | undefined {
  if ([id, iid, sha].filter((one) => one !== undefined).length !== 1)
    throw new FieldError("Provide one of id, iid or sha");
  if (!mayRead(person, project)) return null;
  const wanted = id as Gid | undefined;
  if (wanted) return findPipeline(project, wanted.id);
  const isIt = (pipeline: Pipeline) =>
    iid === undefined ? pipeline.commit.sha === sha : String(pipeline.iid) === String(iid);
  for (const pipeline of pipelinesOf(project)) if (isIt(pipeline)) return pipeline;
  return undefined;
}

function listPipelines(project: Project, args: Args, { person }: Viewer) {
  const { ref, status } = args;
  const rows = [...pipelinesOf(project, typeof ref === "string" ? ref : undefined)]
    .filter((pipeline) => pipeline.source !== "parent_pipeline" && mayRead(person, project))
    .filter((pipeline) => status === undefined || pipeline.status.toUpperCase() === status);
  return pageOf(rows, args);
}

function listJobs(project: Project, args: Args, { person }: Viewer) {
  if (!mayRead(person, project)) return null;
  const { statuses } = args;
  const wanted = jobStatuses.filter((status) => Array.isArray(statuses) && statuses.includes(status.toUpperCase()));
  // a list of no status is fitted by no job
  const rows = Array.isArray(statuses) && wanted.length === 0 ? [] : jobsOf(project, { statuses: new Set(wanted) });
  return pageOf([...rows], args);
}

const user = fieldsOf<Person>({
  id: ["UserID!", ({ id }) => `gid://gitlab/User/${id}`],
  username: ["String!", ({ username }) => username],
  name: ["String!", ({ name }) => name],
  bot: ["Boolean!", ({ isBot }) => isBot],
  state: ["UserState!", ({ state }) => state],
  webUrl: ["String!", (person, _args, { world }) => personUrl(world, person)],
  webPath: ["String!", ({ username }) => `/${username}`],
});

type Metadata = ReturnType<typeof metadataOf>;

export const queryTypes: Readonly<Record<string, Fields>> = {
  Query,
  Project: projectFields,
  PageInfo: pageInfo,
  CurrentUser: user,
  UserCore: user,
  Metadata: fieldsOf<Metadata>({
    version: ["String!", ({ version }) => version],
    revision: ["String!", ({ revision }) => revision],
    enterprise: ["Boolean!", ({ enterprise }) => enterprise],
    kas: ["Kas!", ({ kas }) => kas],
  }),
  Kas: fieldsOf<Metadata["kas"]>({
    enabled: ["Boolean!", ({ enabled }) => enabled],
    externalUrl: ["String", ({ externalUrl }) => externalUrl],
    version: ["String", ({ version }) => version],
  }),
};
