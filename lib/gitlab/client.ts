import type { GitLab } from "../core/ports.ts";
import { createHttp, type HttpOptions } from "./http/http.ts";
import { createReads } from "./reads.ts";
import { createWrites } from "./writes.ts";

/**
 * A source's GitLab, asked with one token.
 *
 * @throws SettingsError on a base URL or a token that cannot be used
 */
export function createGitLab(options: HttpOptions): GitLab & { close(): Promise<void> } {
  const http = createHttp(options);
  return {
    reads: createReads(http, options.clock),
    writes: createWrites(http, options.clock),
    close: () => http.close(),
  };
}
