import * as z from "zod";
import type { Instant } from "../../core/time.ts";
import { Address, Flag, nullable, optional, Text, When, Word } from "../fields.ts";
import { known } from "../known.ts";

/** A release, which a tag may have. */
export interface Release {
  /** Hidden from who must not see the code. */
  readonly tag?: string;
  readonly name?: string | null;
  /** The commit of its tag. */
  readonly sha?: string;
  readonly createdAt?: Instant;
  /** When it was or will be released; a person may write another day than the real one (GitLab 12). */
  readonly releasedAt?: Instant;
  /** Whether `releasedAt` is yet to come. */
  readonly isUpcoming?: boolean;
  readonly webUrl?: string;
}

/** Source: docs.gitlab.com/api/releases (read 2026-11). */
export const ReleaseAnswer = z
  .object({
    tag_name: Word,
    name: nullable(Text),
    commit: nullable(z.object({ id: Word })),
    created_at: When,
    released_at: When,
    upcoming_release: Flag,
    _links: nullable(z.object({ self: optional(Address) })),
  })
  .transform(
    (release): Release =>
      known({
        tag: release.tag_name,
        name: release.name,
        sha: release.commit?.id,
        createdAt: release.created_at ?? undefined,
        releasedAt: release.released_at ?? undefined,
        isUpcoming: release.upcoming_release,
        webUrl: release._links?.self,
      }),
  );
