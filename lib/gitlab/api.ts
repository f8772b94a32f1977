import { type ArtifactDownloads, createArtifacts } from "./artifacts.ts";
import { createEffects, type Effects } from "./effects.ts";
import { createGraphQl, type GraphQl } from "./graphql.ts";
import { createHooks, type Hooks } from "./hooks.ts";
import { createHttp, type HttpOptions } from "./http/http.ts";
import { createInstance, type Instance } from "./instance.ts";
import { createJobs, type Jobs } from "./jobs.ts";
import { createLogs, type Logs } from "./logs.ts";
import { createMembers, type Members } from "./members.ts";
import { createPipelines, type Pipelines } from "./pipelines.ts";
import { type Capabilities, probe } from "./probe.ts";
import { createProtections, type Protections } from "./protections.ts";
import { createReleases, type Releases } from "./releases.ts";
import { createResourceGroups, type ResourceGroups } from "./resourcegroups.ts";
import { createRunners, type Runners } from "./runners.ts";
import { createTags, type Tags } from "./tags.ts";

/** A GitLab as a person's own client asks it. */
export interface Api {
  readonly jobs: Jobs;
  readonly artifacts: ArtifactDownloads;
  readonly logs: Logs;
  readonly effects: Effects;
  readonly pipelines: Pipelines;
  readonly runners: Runners;
  readonly members: Members;
  readonly protections: Protections;
  readonly tags: Tags;
  readonly releases: Releases;
  readonly hooks: Hooks;
  readonly instance: Instance;
  readonly resourceGroups: ResourceGroups;
  readonly graphql: GraphQl;
  probe(): Promise<Capabilities>;
  close(): Promise<void>;
}

/** @throws SettingsError on a base URL or a token that cannot be used */
export function createApi(options: HttpOptions): Api {
  const http = createHttp(options);
  const { clock } = options;
  return {
    jobs: createJobs(http, clock),
    artifacts: createArtifacts(http),
    logs: createLogs(http),
    effects: createEffects(http, clock),
    pipelines: createPipelines(http),
    runners: createRunners(http),
    members: createMembers(http, clock),
    protections: createProtections(http),
    tags: createTags(http),
    releases: createReleases(http),
    hooks: createHooks(http),
    instance: createInstance(http),
    resourceGroups: createResourceGroups(http, clock),
    graphql: createGraphQl(http),
    probe: () => probe(http, clock),
    close: () => http.close(),
  };
}
