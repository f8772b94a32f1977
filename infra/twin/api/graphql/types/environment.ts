import { deployRole, type Protecting, protectingOf } from "../../../machine/environment.ts";
import type { Environment } from "../../../state/environment.ts";
import type { Project } from "../../../state/graph.ts";
import { groupId } from "../../../state/group.ts";
import { accessLevels } from "../../../state/person.ts";
import { findPerson } from "../../../state/world.ts";
import { connectionTypes, pageArgs, pageOf } from "../connection.ts";
import { type Fields, fieldsOf, type Viewer } from "../schema.ts";

// Source: gitlab-org/gitlab ee/app/graphql/types/protected_environment_type.rb and ee/types/environment_type.rb; whoever sees
// the environment sees what protects it (read 2026-11).

export interface EnvironmentOf {
  readonly environment: Environment;
  readonly project: Project;
}

interface DeployAccess {
  readonly level?: number;
  readonly userId?: number;
  readonly groupId?: number;
}

function accessOf({ rule }: Protecting, { world }: Viewer): DeployAccess[] {
  const role = deployRole(rule);
  const people = (rule.usernames ?? []).map((username) => findPerson(world, username)?.id);
  return [
    ...(role === "none" ? [] : [{ level: accessLevels[role] }]),
    ...people.filter((id) => id !== undefined).map((userId) => ({ userId })),
    ...(rule.groups ?? []).map((path) => ({ groupId: groupId(path) })),
  ];
}

const gid = (kind: string, id: number | undefined) => (id === undefined ? null : { id: `gid://gitlab/${kind}/${id}` });
const withId = fieldsOf<{ id: string }>({ id: ["ID!", ({ id }) => id] });

export const environmentTypes: Readonly<Record<string, Fields>> = {
  Environment: fieldsOf<EnvironmentOf>({
    id: ["ID!", ({ environment }) => `gid://gitlab/Environment/${environment.id}`],
    name: ["String!", ({ environment }) => environment.name],
    state: ["String!", ({ environment }) => environment.state],
    tier: ["String", ({ environment }) => environment.tier.toUpperCase()],
    protectedEnvironments: [
      "ProtectedEnvironmentConnection",
      ({ environment, project }, args, { world }) => pageOf(protectingOf(world, project, environment), args),
      pageArgs,
    ],
  }),
  ProtectedEnvironment: fieldsOf<Protecting>({
    name: ["String", ({ rule }) => rule.name],
    group: ["Group", ({ by }) => by],
    deployAccessLevels: [
      "ProtectedEnvironmentDeployAccessLevelConnection",
      (protecting, args, viewer) => pageOf(accessOf(protecting, viewer), args),
      pageArgs,
    ],
  }),
  ProtectedEnvironmentDeployAccessLevel: fieldsOf<DeployAccess>({
    accessLevel: ["AccessLevel", ({ level }) => (level === undefined ? null : level)],
    user: ["AccessLevelUser", ({ userId }) => gid("User", userId)],
    group: ["AccessLevelGroup", (access) => gid("Group", access.groupId)],
  }),
  AccessLevel: fieldsOf<number>({ integerValue: ["Int", (level) => level] }),
  AccessLevelUser: withId,
  AccessLevelGroup: withId,
  Group: fieldsOf<{ id: number; path: string }>({
    id: ["ID!", ({ id }) => `gid://gitlab/Group/${id}`],
    fullPath: ["ID!", ({ path }) => path],
  }),
  ...connectionTypes("ProtectedEnvironment"),
  ...connectionTypes("ProtectedEnvironmentDeployAccessLevel"),
};
