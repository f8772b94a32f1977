import { difference, makeTown, type Place, type Town } from "./town.ts";

const roles = ["stranger", "guest", "reporter", "developer", "maintainer", "owner"] as const;
const refs = [
  { ref: "feature", tag: false },
  { ref: "main", tag: false },
  { ref: "release/1", tag: false },
  { ref: "v1", tag: true },
] as const;
const environments = [
  null,
  { name: "review", tier: "development" },
  { name: "live", tier: "other" },
  { name: "eu-west", tier: "production" },
] as const;
const verbs = ["retry", "play", "cancel", "deleteArtifacts", "erase"] as const;

/** Role x ref x environment x action: 6 x 4 x 4 x 5. The job is one's own, which matters where it is erased. */
export function cells(): readonly (Place & { readonly who: string })[] {
  return roles.flatMap((who) =>
    refs.flatMap((ref) =>
      environments.flatMap((environment) => verbs.map((verb) => ({ who, ...ref, environment, verb, ranBy: who }))),
    ),
  );
}

/**
 * A project of a group that protects production, with a branch for Maintainers, one to which Developers may merge, tags for
 * Maintainers, and an environment for those Reporters and above who are named by their group.
 */
export async function matrixTown(): Promise<Town> {
  const town = await makeTown(roles, {
    members: { guest: "guest", reporter: "reporter", developer: "developer" },
    invited: { "ops/live": "reporter" },
    protectedBranches: [{ name: "main" }, { name: "release/*", role: "none", merge: { role: "developer" } }],
    protectedTags: [{ name: "v*" }],
    protectedEnvironments: [{ name: "live", role: "maintainer", groups: ["ops/live"] }],
  });
  const { twin } = town;
  twin.addGroup({
    path: "shop",
    members: { owner: "owner" },
    protectedEnvironments: [{ name: "production", role: "maintainer" }],
  });
  twin.addGroup({ path: "shop/web", members: { maintainer: "maintainer" } });
  twin.addGroup({ path: "ops/live", members: { reporter: "reporter", [twin.bot.username]: "guest" } });
  return town;
}

/** The cells, from the first on, in which `mayDo` and GitLab differ, and how many were asked. */
export async function differingCells(count: number): Promise<{ cells: number; allowed: number; violations: string[] }> {
  const town = await matrixTown();
  try {
    const violations: string[] = [];
    const asked = cells().slice(0, count);
    for (const { who, ...place } of asked) {
      const differs = await difference(town, who, place);
      if (differs !== undefined) violations.push(differs);
    }
    return { cells: asked.length, allowed: town.twin.effects.length, violations };
  } finally {
    await town.close();
  }
}
