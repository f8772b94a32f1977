import type { Pipeline } from "../../infra/twin/state/graph.ts";
import { accessLevels } from "../../infra/twin/state/person.ts";
import type { RightsReads } from "../../lib/core/rights.ts";
import type { Stage } from "./stage.ts";

type Look = <T>(what: string, see: () => T) => Promise<T>;

/** Whom GitLab knows and what it lets them do, as one container asks: no groups, and nothing that is protected. */
export function rightsPort(
  stage: Stage,
  look: Look,
): RightsReads & { userIsBot(userId: number): Promise<boolean | undefined> } {
  const { projects, people } = stage.twin.world;
  const person = (userId: number) => people.find(({ id }) => id === userId);
  const pipelineOf = (id: number) => projects.flatMap(({ pipelines }) => pipelines).find((one) => one.id === id);
  return {
    memberLevel: (projectId, userId) =>
      look("look at a member", () => {
        const members = [...(projects.find(({ id }) => id === projectId)?.members ?? [])];
        const role = members.find(([{ id }]) => id === userId)?.[1];
        return role === undefined ? 0 : accessLevels[role];
      }),
    user: (userId) => look("look at a user", () => person(userId)),
    userIsBot: (userId) => look("look at a user", () => person(userId)?.isBot),
    commitAuthor: (_, pipelineId) =>
      look("look at a commit", () => {
        const pipeline = pipelineOf(pipelineId);
        return pipeline && (authorOf(stage, pipeline) ?? null);
      }),
    groupLevel: async () => 0,
    refProtections: () => look("look at protections", () => []),
    environmentProtections: async () => ({ canProtect: false, list: [] }),
    environmentGuards: async () => undefined,
    environmentTier: async () => undefined,
    projectAccess: () =>
      look("look at a project", () => ({ groups: [], invited: [], variablesFrom: accessLevels.developer })),
    mergeRequestAuthor: async () => undefined,
  };
}

/** Who wrote what a pipeline runs, by GitLab's number: now and then carol, and mostly nobody whom GitLab knows. */
export function authorOf({ twin, fate }: Pick<Stage, "twin" | "fate">, { id }: Pipeline): number | undefined {
  const isHers = fate(`author ${id}`).chance(0.2);
  return isHers ? twin.world.people.find(({ username }) => username === "carol")?.id : undefined;
}
