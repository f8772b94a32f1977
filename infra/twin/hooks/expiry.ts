import type { Instant } from "../../../lib/core/time.ts";
import type { Token } from "../state/person.ts";
import { tell, type Vintage, type World } from "../state/world.ts";

const day = 86_400_000;

/** Days before the end. Source: docs.gitlab.com/user/project/settings/project_access_tokens, "History" (read 2026-11). */
const warningDays: Readonly<Record<Vintage, readonly number[]>> = { 2016: [], 2020: [], 2024: [7], 2026: [7, 30, 60] };

/**
 * GitLab's daily look at access tokens: those of bots, as the tokens of the projects that they are members of, are told of
 * some days before they expire, once each time.
 */
export function makeWarning(world: World): () => void {
  /** Of which of the `warningDays` each token was told last. */
  const told = new Map<Token, number>();
  return () => {
    for (const token of world.tokens) {
      const within = dueWarning(world, token);
      if (within === undefined || within >= (told.get(token) ?? Number.POSITIVE_INFINITY)) continue;
      told.set(token, within);
      for (const project of world.projects)
        if (project.members.has(token.person)) tell(world, { kind: "expiry", project, token });
    }
  };
}

function dueWarning({ vintage, clock }: World, { person, isRevoked, expiresAt }: Token): number | undefined {
  if (!person.isBot || isRevoked || expiresAt === null) return undefined;
  const leftDays = daysBetween(clock(), expiresAt);
  return leftDays <= 0 ? undefined : warningDays[vintage].find((days) => leftDays <= days);
}

function daysBetween(from: Instant, to: Instant): number {
  return Math.floor(to / day) - Math.floor(from / day);
}
