import type { GitLabLimit } from "./errors.ts";
import { slower } from "./throttlePace.ts";
import { heldBy, isSane, patientUntil } from "./throttleRefill.ts";
import { perLane } from "./throttleSizes.ts";
import type { RateWindow, ThrottleState } from "./throttleState.ts";
import type { Instant } from "./time.ts";

/** What became of a request, and what its answer says about rates. */
export interface RateAnswer {
  /** Missing: GitLab gave none. */
  readonly status?: number;
  /** GitLab did not answer: nothing came, not all of it, or a 5xx. */
  readonly failed?: true;
  /** Which limit a 429 is about. */
  readonly limit?: GitLabLimit;
  /** It is about lists of a project's jobs. */
  readonly ofLists?: true;
  readonly retryAfterSeconds?: number;
  readonly window?: RateWindow;
}

/** GitLab's limits count by the minute; where it names no time, that is how long to wait. */
const unnamedWaitSeconds = 60;
const longestSeconds = 3_600;
/** By how much a wait may be longer, so that not everybody comes back at one moment. */
const spread = 0.2;

/** The budget after an answer; see `patienceOf`, `withRefusal` and `withWindow`. */
export function heard(
  state: ThrottleState,
  answer: RateAnswer,
  { now, luck }: { readonly now: Instant; readonly luck: number },
): ThrottleState {
  const until = patienceOf(answer, now, luck);
  const closed = until === undefined ? state : withRefusal(state, until, now);
  return answer.window ? withWindow(closed, answer.window, now) : closed;
}

/**
 * Until when GitLab wants no requests at all: 1 s to an hour, and up to a fifth more by `luck` (0 to 1).
 *
 * @returns `undefined` when it did not ask for that: a limit of one endpoint or one object is no reason to ask nothing else
 */
export function patienceOf({ status, limit, retryAfterSeconds }: RateAnswer, now: Instant, luck: number) {
  if (status !== 429 || limit !== "instance") return undefined;
  const asked = Number.isFinite(retryAfterSeconds) ? Number(retryAfterSeconds) : unnamedWaitSeconds;
  const seconds = Math.min(longestSeconds, Math.max(1, asked));
  const later = Number.isFinite(luck) ? Math.min(1, Math.max(0, luck)) : 0;
  return now + Math.ceil(seconds * 1000 * (1 + spread * later));
}

/** Nothing before `until`, and slower from then on; a later moment that was asked for holds on, and is of the same refusal. */
export function withRefusal(state: ThrottleState, until: Instant, now: Instant): ThrottleState {
  if ((patientUntil(state, now) ?? 0) >= until) return state;
  return { ...state, notBefore: until, pace: slower(state.pace, now, until) };
}

/** The window of two that allows less a second from now on. */
export function tighter(known: RateWindow | undefined, told: RateWindow, now: Instant): RateWindow {
  if (!known || known.resetAt <= now) return told;
  return pace(known, now) <= pace(told, now) ? known : told;
}

/** More is never left than GitLab said last of the same window. */
function withSaid(window: RateWindow, known: RateWindow | undefined, told: RateWindow): RateWindow {
  const isSame = window.resetAt === told.resetAt;
  const said = [
    ...(isSame ? [told.remaining] : []),
    ...(known?.said !== undefined && known.resetAt === window.resetAt ? [known.said] : []),
  ];
  return said.length > 0 ? { ...window, said: Math.min(...said) } : window;
}

/** The window with more of it left, but no more than GitLab said. */
export function withLeft(window: RateWindow, remaining: number): RateWindow {
  return { ...window, remaining: Math.max(window.remaining, Math.min(remaining, window.said ?? 0)) };
}

function pace({ remaining, resetAt }: RateWindow, now: Instant): number {
  return remaining / Math.max(1, resetAt - now);
}

/** The budget within what GitLab says it has left; one that cannot be true changes nothing. Each lane keeps its part. */
export function withWindow(state: ThrottleState, told: RateWindow, now: Instant): ThrottleState {
  if (!isSane(told, now)) return state;
  const window = withSaid(tighter(state.window, told, now), state.window, told);
  const held = heldBy(state);
  const part = held > window.remaining ? window.remaining / held : 1;
  return { ...state, window, left: perLane((lane) => state.left[lane] * part), spare: state.spare * part };
}
