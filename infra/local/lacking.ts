import { GitLabError } from "../../lib/core/errors.ts";
import type { Clock } from "../../lib/core/time.ts";
import { createApi } from "../../lib/gitlab/api.ts";

/**
 * What a GitLab or its token lacks, a sentence each; that it cannot be asked is one of them. GETs and one GraphQL query;
 * never rejects because of GitLab, which may come back.
 */
export async function lackingOf(
  { url: baseUrl, ...way }: { readonly url: string; readonly token: string; readonly caPem?: string },
  clock: Clock,
): Promise<readonly string[]> {
  const api = createApi({ baseUrl, ...way, userAgent: "Penstock", clock });
  try {
    return (await api.probe()).lacking;
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    return [`it cannot be asked now: ${error.message}; ${error.advice}`];
  } finally {
    await api.close();
  }
}
