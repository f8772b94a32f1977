import * as z from "zod";
import type { Instant } from "../../core/time.ts";
import { Flag, nullable, Text, When, Word } from "../fields.ts";
import { known } from "../known.ts";

/** A tag of the repository. */
export interface Tag {
  readonly name: string;
  /** The commit that it leads to; for an annotated tag not its own id. */
  readonly sha?: string;
  /** Whether a protection applies to it (GitLab 11). */
  readonly isProtected?: boolean;
  /** Whether it has a release. */
  readonly hasRelease?: boolean;
  /** Only of annotated tags (GitLab 16.11). */
  readonly createdAt?: Instant | null;
}

/** Source: docs.gitlab.com/api/tags (read 2026-11). */
export const TagAnswer = z
  .object({
    name: Text,
    commit: nullable(z.object({ id: Word })),
    protected: Flag,
    release: nullable(z.object({})),
    created_at: When,
  })
  .transform(
    (tag): Tag =>
      known({
        name: tag.name,
        sha: tag.commit?.id,
        isProtected: tag.protected,
        hasRelease: tag.release === undefined ? undefined : tag.release !== null,
        createdAt: tag.created_at,
      }),
  );
