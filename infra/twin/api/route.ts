import type { Handler } from "./call.ts";

export type Route = readonly [method: string, path: string, handle: Handler];

export const project = "/projects/:id";
export const pipeline = `${project}/pipelines/:pipeline_id`;
export const hook = `${project}/hooks/:hook_id`;
export const group = "/groups/:id";
export const groupHook = "/groups/:id/hooks/:hook_id";
export const deployment = `${project}/deployments/:deployment_id`;
export const resourceGroup = `${project}/resource_groups/:key`;
export const job = `${project}/jobs/:job_id`;
export const mergeRequest = `${project}/merge_requests/:noteable_iid`;
export const issue = `${project}/issues/:noteable_iid`;
