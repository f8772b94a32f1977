import * as z from "zod";
import { Id, Text, Word } from "../fields.ts";
import { known } from "../known.ts";

/** What jobs share that must not run at the same time. */
export interface ResourceGroup {
  readonly id: number;
  readonly key: string;
  /** Who is next: `unordered`, `oldest_first`, `newest_first`, `newest_ready_first`, and whatever comes. */
  readonly processMode?: string;
}

/** Source: docs.gitlab.com/api/resource_groups (read 2026-11). */
export const ResourceGroupAnswer = z
  .object({ id: Id, key: Text, process_mode: Word })
  .transform(({ id, key, process_mode: processMode }): ResourceGroup => known({ id, key, processMode }));
