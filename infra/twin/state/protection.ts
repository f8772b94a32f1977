import type { Role } from "./person.ts";

/** Whom a protection lets through. People and groups can be named with Premium only; the twin does not ask. */
export interface Grants {
  /** `none`: nobody but those who are named. */
  readonly role?: Role | "none";
  readonly usernames?: readonly string[];
  /** Paths of groups. */
  readonly groups?: readonly string[];
}

/** A protected branch or tag; the role is who may push to it or create it. Default: maintainer. */
export interface ProtectedRef extends Grants {
  /** A name, or a pattern in which `*` stands for anything. */
  readonly name: string;
  /** Who may merge to it; default: whoever may push. */
  readonly merge?: Grants;
}

/** A protected environment, of GitLab Premium; the role is who may deploy to it. Default: maintainer where nobody is named. */
export interface ProtectedEnvironment extends Grants {
  /** Of a group it is a tier. */
  readonly name: string;
  /** Members of the groups above those that are named count too. Default: no. */
  readonly inheritsGroups?: boolean;
  /** Default: 0. */
  readonly requiredApprovals?: number;
}
