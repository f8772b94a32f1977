/** A release, by major and minor number: `[15, 9]`. */
export type ReleaseNumber = readonly [major: number, minor: number];

/** Which release brought what. Source: docs.gitlab.com/api/jobs, /ci/inputs and /user/project/integrations/webhooks (read 2026-11). */
export const since = { api: [9, 0], keyset: [15, 9], inputs: [18, 10], signature: [19, 0] } as const;

/**
 * How far a version such as `19.2.0-ee` is. One on its way (`15.9.0-pre`, `15.9.0-rc42`) may hold any part of its release,
 * so it stands half a step below it.
 *
 * @returns `undefined` when the text is no version
 */
export function readRelease(version: string): ReleaseNumber | undefined {
  const [, major, minor] = /^(\d{1,3})\.(\d{1,3})(?:\.\d+)?(?![\w.])/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return [Number(major), Number(minor) - (/-(pre|rc)/.test(version) ? 0.5 : 0)];
}

/** Whether that release has what came with another; an unknown one has not. */
export function isAtLeast(release: ReleaseNumber | undefined, [major, minor]: ReleaseNumber): boolean {
  if (!release) return false;
  return release[0] > major || (release[0] === major && release[1] >= minor);
}
