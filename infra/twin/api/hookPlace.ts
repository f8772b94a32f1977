import { findGroup } from "../hooks/group.ts";
import type { Hook } from "../hooks/hook.ts";
import { forbidden, noRecord, notFound, nothing } from "../machine/refusal.ts";
import type { Project } from "../state/graph.ts";
import { hasRole } from "../state/project.ts";
import { parameterError, refusal } from "./answer.ts";
import type { Call, Handled, Handler } from "./call.ts";
import { inProjectAs, readId } from "./within.ts";

/** Where hooks hang: a project, for its maintainers, or a group, for its owners. */
export interface Place {
  /** `project 7`: what limits count by. */
  readonly name: string;
  /** `null`: a project's. */
  readonly groupPath: string | null;
  readonly hooks: readonly Hook[];
  /** The project, or those below the group. */
  readonly projects: readonly Project[];
}

type InPlace = (call: Call, place: Place) => Handled;

export function ofProject(handle: InPlace): Handler {
  return inProjectAs("maintainer", (call, project) => {
    const hooks = call.world.hooks.filter((hook) => hook.project === project);
    return handle(call, { name: `project ${project.id}`, groupPath: null, hooks, projects: [project] });
  });
}

/** Who owns every project below a group counts as its owner. Without a licence for Premium there is nothing. */
export function ofGroup(handle: InPlace): Handler {
  return (call) => {
    const { world, params, person } = call;
    if (!world.settings.isPremium) return refusal(nothing);
    const group = findGroup(world.projects, params.id ?? "");
    // a person's own space is no group
    if (!group || world.people.some(({ username }) => username === group.path)) return refusal(notFound("Group"));
    const { path, projects } = group;
    if (!projects.every((project) => hasRole(project, person, "owner"))) return refusal(forbidden());
    return handle(call, {
      name: `group ${path}`,
      groupPath: path,
      hooks: world.hooks.filter((hook) => hook.groupPath === path),
      projects,
    });
  };
}

export function withHook({ params }: Call, { hooks }: Place, answer: (hook: Hook) => Handled): Handled {
  const id = readId(params.hook_id);
  if (id === undefined) return parameterError("hook_id is invalid");
  const hook = hooks.find((one) => one.id === id);
  return hook ? answer(hook) : refusal(noRecord());
}
