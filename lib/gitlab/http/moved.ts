import type { Base } from "./base.ts";

/** What to do when GitLab sends to its sign-in page. */
export const signInAdvice =
  "GitLab sends to its sign-in page: the token is not accepted, or not sent to the right address";

/**
 * What a renamed project is called now: GitLab redirects to its id below the same API.
 *
 * @returns its id or path in words, or `undefined` for a redirect to any other place
 */
export function movedTo(place: URL, { origin, apiPath }: Base): string | undefined {
  if (place.origin !== origin || !place.pathname.startsWith(`${apiPath}/`)) return undefined;
  const project = /^\/projects\/([^/]{1,300})/.exec(place.pathname.slice(apiPath.length))?.[1];
  if (project === undefined) return undefined;
  return /^\d+$/.test(project) ? `its id ${project}` : `its new path ${decoded(project)}`;
}

/** What to do about a project that is called otherwise now. */
export function movedAdvice(name: string): string {
  return `the project has moved: name it by ${name}`;
}

/** Whether an address is GitLab's sign-in page, wherever GitLab is installed. */
export function isSignIn({ pathname }: URL): boolean {
  return /\/users\/sign_in\/?$/.test(pathname);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
  } catch {
    return text;
  }
}
