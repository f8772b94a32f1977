import type { Facts } from "../../core/event.ts";
import type { Protection } from "../../core/rights.ts";
import { type Asker, isGrantedRef } from "./granted.ts";
import type { Known } from "./right.ts";

/** A protected ref, or none: then its list is empty. */
type Found = { readonly protections: readonly Protection[] } | { readonly unknown: string };

/**
 * What protects the ref that a job runs for. A merge request's ref, `refs/merge-requests/7/head`, is a branch like others: what
 * protects it is a wildcard that matches it.
 * Source: gitlabhq app/policies/ci/build_policy.rb, lib/gitlab/user_access.rb (read 2026-11).
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function protectionsOf({ project, job }: Facts, { reads }: Pick<Asker, "reads">): Promise<Found> {
  const { ref, tag } = job;
  if (ref === undefined || tag === undefined)
    return { unknown: "GitLab does not tell which branch or tag the job runs for" };
  const protections = await reads.refProtections(project.id, { name: ref, tag });
  if (protections) return { protections };
  const kind = tag ? "tags" : "branches";
  return {
    unknown: `what protects ${ref} cannot be read; make the read token's user a Maintainer, who may read protected ${kind}`,
  };
}

/**
 * Whether somebody may push or merge to a branch, or create a tag. All protections that match it count, and any one that lets
 * through is enough; what none protects is open to Developers.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function mayUpdate(found: Found, asker: Asker): Promise<Known> {
  if ("unknown" in found) return found;
  if (found.protections.length === 0) return true;
  return await isGrantedRef(
    found.protections.flatMap(({ grants }) => grants),
    asker,
  );
}
