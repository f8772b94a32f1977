import type { Role } from "../../../infra/twin/state/person.ts";
import type { Twin } from "../../../infra/twin/twin.ts";

/**
 * Whom GitLab knows, and what they may when it begins; `stranger` is no member, `robot` is a bot, `nobody` is linked to none
 * of them.
 */
export const people = ["maya", "drew", "rita", "stranger", "robot"] as const;
export type Name = (typeof people)[number];
export const speakers = [...people, "nobody"] as const;
export type SpeakerName = (typeof speakers)[number];

const roles: Readonly<Record<Name, Role | undefined>> = {
  maya: "maintainer",
  drew: "developer",
  rita: "reporter",
  stranger: undefined,
  robot: "maintainer",
};

/** The chat's own id of somebody: it tells nothing of who they are in GitLab. */
export const chatIdOf = (name: SpeakerName) => `U0${name.toUpperCase()}`;

/** Something that becomes of a person in GitLab. */
export type Change =
  | "maintainer"
  | "developer"
  | "reporter"
  | "nothing"
  | "blocked"
  | "deactivated"
  | "active"
  | "renamed";

/** The people of a GitLab, and what they may there by its own book. */
export interface Folk {
  idOf(name: Name): number;
  change(name: Name, change: Change): void;
  /** 0: nothing, also of whoever is blocked, deactivated or a bot. */
  levelOf(name: SpeakerName): number;
  /** By GitLab's number; `undefined`: none of them. */
  nameOf(id: number): Name | undefined;
}

const levels: Readonly<Record<string, number>> = { reporter: 20, developer: 30, maintainer: 40 };

export function settle(twin: Twin, projectId: number): Folk {
  const persons = new Map(people.map((name) => [name, twin.addPerson({ username: name, isBot: name === "robot" })]));
  const project = [...twin.world.projects.values()].find(({ id }) => id === projectId);
  if (!project) throw new Error(`no project ${projectId}`);
  const personOf = (name: Name) => {
    const person = persons.get(name);
    if (!person) throw new Error(`nobody is called ${name}`);
    return person;
  };
  const join = (name: Name, role: Role | undefined) => {
    if (role) project.members.set(personOf(name), role);
    else project.members.delete(personOf(name));
  };
  for (const name of people) join(name, roles[name]);
  let renamed = 0;
  return {
    idOf: (name) => personOf(name).id,
    nameOf: (id) => people.find((name) => personOf(name).id === id),
    change(name, change) {
      const person = personOf(name);
      if (change === "blocked" || change === "deactivated" || change === "active") person.state = change;
      else if (change === "renamed") Object.assign(person, { username: `${name}-${++renamed}` });
      else join(name, change === "nothing" ? undefined : change);
    },
    levelOf(name) {
      if (name === "nobody") return 0;
      const person = personOf(name);
      return person.state === "active" && !person.isBot ? (levels[project.members.get(person) ?? ""] ?? 0) : 0;
    },
  };
}
