import { type Call, callText } from "../call.ts";
import { settings } from "../clock.ts";
import type { Evidence } from "../evidence.ts";
import type { Kept } from "./kept.ts";

/** Clocks are one, but a call is seen a moment after it was sent. */
const spareMillis = 250;
/** How many of a day's calls may have been frozen between their last check and the wire, which nobody can guard. */
const mostAtTheLimit = 1;

/** What Penstock asked for: only what it had written down, never too soon again, and nothing that was stopped. */
export function callsKept({ calls, stop }: Evidence): Kept {
  const unmarked = calls.filter(({ isMarked }) => isMarked === false);
  const hasty = calls.filter((call, at) => calls.slice(0, at).some((earlier) => isTooSoon(earlier, call)));
  const stopped = calls.filter(({ project, asked }) => project === stop.project && asked.at > stop.effectiveAt);
  const wrong = [
    ...unmarked.map((call) => ({ call, why: "its task does not say calling" })),
    ...hasty.map((call) => ({ call, why: "an earlier one may still be under way" })),
    ...stopped.map((call) => ({ call, why: "the project is stopped" })),
  ];
  const atTheLimit = new Set(wrong.filter(({ call }) => call.isThawed).map(({ call }) => call));
  const counted = atTheLimit.size <= mostAtTheLimit ? wrong.filter(({ call }) => !call.isThawed) : wrong;
  return {
    violations: counted.map(({ call, why }) => `${callText(call)}: ${why}`),
    figures: { callsAtTheStatedLimit: atTheLimit.size },
  };
}

/** A call that GitLab did not refuse may be carried out until the settle time is over. */
function isTooSoon(earlier: Call, later: Call): boolean {
  if (earlier.task !== later.task || isRefused(earlier)) return false;
  return later.asked.at - earlier.asked.at < settings.settle * 1000 - spareMillis;
}

function isRefused({ asked: { status = 0 } }: Call): boolean {
  return status >= 300 && status < 500 && status !== 408;
}
