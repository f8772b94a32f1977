import type { DoctorLooks } from "../core/doctorLooks.ts";
import { allHooks, newestAttempts } from "./doctor/hooks.ts";
import { createHookWrites } from "./doctor/hookwrites.ts";
import { overhear } from "./doctor/overheard.ts";
import { projectAt, projectsPage } from "./doctor/projects.ts";
import { protectedRefs } from "./doctor/refs.ts";
import { lookAtSelf } from "./doctor/self.ts";
import { told } from "./doctor/told.ts";
import { createHttp, type HttpOptions } from "./http/http.ts";
import { createRightsReads } from "./rightsreads.ts";

/**
 * A source's GitLab as the doctor asks it, with one token. Apart from `createGitLab`, so that no function carries it that
 * does not examine.
 *
 * @throws SettingsError on a base URL or a token that cannot be used
 */
export function createDoctor(options: HttpOptions): DoctorLooks & { close(): Promise<void> } {
  const inner = createHttp(options);
  const { http, heads } = overhear(inner, options.clock);
  return {
    heads,
    self: () => told(() => lookAtSelf(http)),
    projectsPage: (asked) => told(() => projectsPage(http, asked)),
    project: (which) => told(() => projectAt(http, which)),
    hooks: (owner) => told(() => allHooks(http, owner)),
    attempts: (owner, hookId) => told(() => newestAttempts(http, owner, hookId)),
    protectedRefs: (projectId) => told(() => protectedRefs(http, projectId)),
    rights: createRightsReads(http, options.clock),
    ...createHookWrites(http),
    close: () => inner.close(),
  };
}
