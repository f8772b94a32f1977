import { expireArtifacts } from "../projectArtifacts.ts";
import { job, project, type Route } from "../route.ts";
import { inProject } from "../within.ts";
import { doing } from "../writes.ts";

export const effectRoutes: readonly Route[] = [
  ["POST", `${job}/cancel`, doing("cancel")],
  ["POST", `${job}/retry`, doing("retry")],
  ["POST", `${job}/play`, doing("play")],
  ["POST", `${job}/erase`, doing("erase")],
  ["POST", `${job}/artifacts/keep`, doing("keep")],
  ["DELETE", `${job}/artifacts`, doing("deleteArtifacts")],
  ["DELETE", `${project}/artifacts`, inProject(expireArtifacts)],
];
