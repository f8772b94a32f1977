import type { Hooks } from "../core/hooks.ts";
import type { GitLab } from "../core/ports.ts";
import { createHooks } from "./hooks.ts";
import { createHttp, type HttpOptions } from "./http/http.ts";
import { createReads } from "./reads.ts";
import { createSeenHooks } from "./seenhooks.ts";
import { createWrites } from "./writes.ts";

/**
 * A source's GitLab, asked with one token.
 *
 * @throws SettingsError on a base URL or a token that cannot be used
 */
export function createGitLab(options: HttpOptions): GitLab & { readonly hooks: Hooks; close(): Promise<void> } {
  const http = createHttp(options);
  const reads = createReads(http, options.clock);
  return {
    reads,
    writes: createWrites(http, options.clock),
    hooks: createSeenHooks(createHooks(http), reads),
    close: () => http.close(),
  };
}
