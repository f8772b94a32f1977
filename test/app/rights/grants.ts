import fc from "fast-check";
import type { Role } from "../../../infra/twin/state/person.ts";
import { difference, makeTown, type Place, verbs } from "./town.ts";

const people = ["ada", "ben", "cleo", "dan"] as const;
const groups = ["shop", "shop/web", "ops", "ops/live"] as const;
const refs = [
  { ref: "feature", tag: false },
  { ref: "main", tag: false },
  { ref: "release/1", tag: false },
  { ref: "v1", tag: true },
] as const;
const environments = [
  null,
  { name: "review", tier: "development" },
  { name: "live", tier: "production" },
  { name: "eu-west", tier: "production" },
] as const;

const role = fc.constantFrom<Role>("guest", "reporter", "developer", "maintainer", "owner");
const some = (names: readonly string[]) => fc.subarray([...names], { maxLength: 2 });
const members = fc.dictionary(fc.constantFrom(...people), role, { maxKeys: 3 });
const grants = fc.record({
  role: fc.constantFrom<Role | "none">("none", "none", "developer", "maintainer"),
  usernames: some(people),
  groups: some(groups),
});
const refRules = (names: readonly string[]) =>
  fc.array(fc.tuple(fc.constantFrom(...names), grants, fc.option(grants, { nil: undefined })), { maxLength: 2 });
const environmentRules = (names: readonly string[]) =>
  fc.uniqueArray(
    fc.tuple(fc.constantFrom(...names), grants).map(([name, given]) => ({ name, ...given })),
    { maxLength: 2, selector: ({ name }) => name },
  );

/** A project, its groups and all that they protect, and what some people would do there. */
export const situations = fc.record({
  project: fc.record({
    members,
    invited: fc.dictionary(fc.constantFrom("ops", "ops/live"), role, { maxKeys: 2 }),
    protectedBranches: refRules(["main", "mai*", "release/*", "*"]),
    protectedTags: refRules(["v*", "v1"]),
    protectedEnvironments: environmentRules(["live", "review"]),
    inheritsGroups: fc.boolean(),
  }),
  groups: fc.tuple(...groups.map(() => members)),
  above: environmentRules(["production", "development"]),
  asks: fc.array(
    fc.record({
      who: fc.constantFrom(...people),
      verb: fc.constantFrom(...verbs),
      where: fc.constantFrom(...refs),
      environment: fc.constantFrom(...environments),
      ranBy: fc.constantFrom(...people),
    }),
    { minLength: 6, maxLength: 6 },
  ),
});
type Situation = typeof situations extends fc.Arbitrary<infer T> ? T : never;

/** What is asked for in one situation of which `mayDo` and GitLab differ, and how much GitLab let happen. */
export async function differencesIn(situation: Situation): Promise<{ differ: string[]; allowed: number }> {
  const { inheritsGroups, protectedBranches, protectedTags, protectedEnvironments, ...project } = situation.project;
  const town = await makeTown(people, {
    ...project,
    protectedBranches: protectedBranches.map(([name, push, merge]) => ({ name, ...push, ...(merge && { merge }) })),
    protectedTags: protectedTags.map(([name, create]) => ({ name, ...create })),
    protectedEnvironments: protectedEnvironments.map((one) => ({ ...one, inheritsGroups })),
  });
  const { twin } = town;
  try {
    for (const [at, path] of groups.entries())
      twin.addGroup({ path, members: { ...situation.groups[at], [twin.bot.username]: "guest" } });
    twin.addGroup({ path: "shop", protectedEnvironments: situation.above });
    const differ: string[] = [];
    for (const { who, where, ...rest } of situation.asks) {
      const place: Place = { ...where, ...rest };
      const found = await difference(town, who, place);
      if (found !== undefined) differ.push(found);
    }
    return { differ, allowed: twin.effects.length };
  } finally {
    await town.close();
  }
}
