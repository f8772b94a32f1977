import { SettingsError } from "../core/errors.ts";
import { environment } from "../edge/config.ts";
import { Problem } from "./jobs/problem.ts";
import { findRunning, type Running } from "./local.ts";
import { safe } from "./render.ts";

/** Whoever says something at a gate: how the API learns who that is in GitLab. */
export interface Speaker {
  readonly headers: { readonly "x-gitlab-token": string };
  /** It is one of the twin's people, and nobody real. */
  readonly isTwins: boolean;
}

/**
 * Whose token speaks: that of `PENSTOCK_GITLAB_TOKEN`, and with the Penstock of this machine and its twin one of the twin's
 * people where none is set.
 *
 * @param as the username of one of the twin's people; default: the first
 * @throws Problem where it is not known who speaks
 */
export function speaker(as?: string): Speaker {
  const env = environment();
  const own = env.PENSTOCK_GITLAB_TOKEN?.trim();
  if (own && as !== undefined)
    throw new Problem("--as is for the twin's people: leave it out, or leave PENSTOCK_GITLAB_TOKEN unset");
  if (own && !/^[\x21-\x7e]+$/.test(own))
    throw new Problem("PENSTOCK_GITLAB_TOKEN holds what no token has, such as white space: paste it again");
  if (own) return { headers: { "x-gitlab-token": own }, isTwins: false };
  const twin = env.PENSTOCK_API_URL ? undefined : findTwin();
  if (!twin) throw new Problem(as === undefined ? nobody : "--as is for the twin's people, and no twin runs here");
  return { headers: { "x-gitlab-token": tokenOf(twin, as) }, isTwins: true };
}

const nobody =
  "it is not known who you are in GitLab: set PENSTOCK_GITLAB_TOKEN to a token of your own; the scope read_user is enough, and it is not kept";

function tokenOf({ token, people = {} }: NonNullable<Running["twin"]>, as: string | undefined): string {
  if (as === undefined) return token;
  const found = Object.hasOwn(people, as) ? people[as] : undefined;
  if (found !== undefined) return found;
  throw new Problem(`the twin has nobody called ${safe(as)}: there are ${Object.keys(people).map(safe).join(", ")}`);
}

/** A Penstock that runs here on a real GitLab has no twin, and hands nobody a token. */
function findTwin(): Running["twin"] {
  try {
    return findRunning().twin;
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

/** As whom the word is said, for people: the twin's are told as such. */
export function speakerText({ isTwins }: Speaker, username: string): string {
  const who = `you speak as @${safe(username)}`;
  return isTwins ? `${who}, one of the twin's people: --as speaks as another` : who;
}
