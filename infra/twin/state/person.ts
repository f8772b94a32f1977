import type { Instant } from "../../../lib/core/time.ts";
import type { Application } from "./application.ts";

/** Source: docs.gitlab.com/api/access_requests, access levels (read 2026-11). */
export const accessLevels = { guest: 10, reporter: 20, developer: 30, maintainer: 40, owner: 50 } as const;

export type Role = keyof typeof accessLevels;

export interface Person {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly isBot: boolean;
  readonly createdAt: Instant;
  /** Source: docs.gitlab.com/administration/moderate_users (read 2026-11). */
  state: "active" | "blocked" | "deactivated" | "banned";
}

/** By which GitLab knows whose commit one is. */
export function addressOf({ username }: Pick<Person, "username">): string {
  return `${username}@example.com`;
}

export interface Token {
  readonly id: number;
  readonly name: string;
  readonly text: string;
  readonly person: Person;
  /** `read_api` may only read, `read_user` only read users. */
  readonly scope: "api" | "read_api" | "read_user";
  /** Others, such as `sudo`, which change nothing here. */
  readonly moreScopes?: readonly string[];
  /** Of OAuth: whom it was given to. */
  readonly application?: Application;
  /** `null`: never. */
  readonly expiresAt: Instant | null;
  readonly createdAt: Instant;
  isRevoked: boolean;
}
