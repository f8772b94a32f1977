import * as z from "zod";
import type { Instant } from "../../core/time.ts";
import { readDay } from "../dates.ts";
import { Id, nullable, Word } from "../fields.ts";
import { known } from "../known.ts";

/** GitLab's roles by the number that it orders them with; newer GitLabs may have more. */
const roles = {
  0: "none",
  5: "minimal",
  10: "guest",
  15: "planner",
  20: "reporter",
  25: "security manager",
  30: "developer",
  40: "maintainer",
  50: "owner",
} as const;
type Role = (typeof roles)[keyof typeof roles];

/** What somebody may in a project, by membership. */
export interface Member {
  readonly userId: number;
  readonly username?: string;
  /** What counts now: 0 for who is no member, is blocked or waits for approval, or whose membership ended. */
  readonly level: number;
  /** The word for `level`; missing for a number that this version does not know. */
  readonly role?: Role;
  /** What GitLab has written down, valid or not. */
  readonly grantedLevel: number;
  /** Why `level` is less than what was granted, for people. */
  readonly why?: string;
  /** The membership is invalid from then on: the beginning of the day, in UTC. `null`: it never ends. */
  readonly expiresAt?: Instant | null;
  /** Of the account: `active`, `blocked`, `deactivated`, `banned`, and whatever comes. */
  readonly state?: string;
  /** Whether memberships by groups were looked at. If not, `level` is the least that the person may. */
  readonly inherited: boolean;
}

// Source: docs.gitlab.com/api/project_members, gitlabhq lib/api/entities/member.rb (read 2026-11).
const MemberAnswer = z.object({
  id: Id,
  username: Word,
  state: Word,
  membership_state: Word,
  access_level: z.int().nonnegative(),
  expires_at: nullable(z.string()),
});

/** A member of the API, or `undefined` when it has no id or level. `now` is when it was answered. */
export function toMember(value: unknown, { now, inherited }: { now: Instant; inherited: boolean }): Member | undefined {
  const { data: answer } = MemberAnswer.safeParse(value);
  if (!answer) return undefined;
  const { id, username, state, access_level: grantedLevel, expires_at: end } = answer;
  const expiresAt = end ? readDay(end) : end === null ? end : undefined;
  const why = whyNone(answer, now);
  const level = why === undefined ? grantedLevel : 0;
  return known({ userId: id, username, level, role: roleOf(level), grantedLevel, why, expiresAt, state, inherited });
}

/** Who is no member, as far as was looked. */
export function noMember(userId: number, inherited: boolean): Member {
  const why = inherited
    ? "no member of the project or its groups"
    : "no direct member; this GitLab (before 12.4) does not tell memberships by groups";
  return { userId, level: 0, role: "none", grantedLevel: 0, why, inherited };
}

function whyNone(answer: z.infer<typeof MemberAnswer>, now: Instant): string | undefined {
  const { state, membership_state: membership, expires_at: end } = answer;
  if (state !== undefined && state !== "active") return `the account is ${state}`;
  if (membership !== undefined && membership !== "active") return `the membership is ${membership}`;
  if (!end) return undefined;
  const expiresAt = readDay(end);
  // a right is not given on a day that nobody can read
  if (expiresAt === undefined) return "the day on which the membership expires cannot be read";
  return expiresAt <= now ? "the membership has expired" : undefined;
}

function roleOf(level: number): Role | undefined {
  return Object.hasOwn(roles, level) ? roles[level as keyof typeof roles] : undefined;
}
