/** What an administrator sets about webhooks. */
export interface HookSettings {
  /** Hooks that fail again and again get no events for a while, as on gitlab.com. Default: no. */
  disablesFailingHooks: boolean;
  /** How long a hook's receiver may take. Default: 10, as GitLab's. */
  hookTimeoutSeconds: number;
  /**
   * When a Pipeline Hook's body is made: when it is first sent, as GitLab does, so that it may show a later status than
   * the one that caused it; or at that very change. Default: late.
   */
  pipelinePayloads: "late" | "atOnce";
  /** GitLab sends nothing to the outside: whatever happens meanwhile is lost. Default: no. */
  isSilent: boolean;
  /** For all projects of one top-level group; calls above are lost until the minute is over. Default: 0, no limit. */
  hookCallsPerMinute: number;
  /** A push of more tags than that sends no hook at all. Default: 3. */
  mostPushedTags: number;
  /** A larger body is not sent, which counts as a failure. Default: 25 MiB. */
  largestHookBytes: number;
}

/** Source: docs.gitlab.com/user/gitlab_com and gitlabhq app/services/web_hook_service.rb (read 2026-11). */
export const defaultHookSettings: HookSettings = {
  disablesFailingHooks: false,
  hookTimeoutSeconds: 10,
  pipelinePayloads: "late",
  isSilent: false,
  hookCallsPerMinute: 0,
  mostPushedTags: 3,
  largestHookBytes: 25 * 1024 * 1024,
};
