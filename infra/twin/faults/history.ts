import type { Instant } from "../../../lib/core/time.ts";
import type { World } from "../state/world.ts";
import { remember } from "./remember.ts";

/** How the world was. It is kept only while, and as far back as, somebody may want to see it. */
export interface History {
  /** Keeps the state of now as the oldest that is known. */
  begin(): void;
  /** Keeps the state of now, where it is wanted. */
  note(): void;
  /**
   * Looks at the world as it was so many seconds ago; as of the oldest state that is known, where that is younger. What
   * does not look at once sees the present.
   */
  ago<T>(seconds: number, look: () => T): T;
}

/**
 * Notes by itself whatever is told of jobs and pipelines; `note` is for the rest.
 *
 * @param wantedSeconds how far back somebody may want to see; `undefined`: nobody does
 */
export function makeHistory(world: World, wantedSeconds: () => number | undefined): History {
  let kept: { readonly at: Instant; readonly back: () => void }[] = [];
  const asOf = (at: Instant) => kept.findLast((one) => one.at <= at) ?? kept[0];
  function note(): void {
    const seconds = wantedSeconds();
    if (seconds === undefined) {
      kept = [];
      return;
    }
    const at = world.clock();
    const oldest = asOf(at - seconds * 1000);
    const older = kept.filter((one) => one.at !== at && (!oldest || one.at >= oldest.at));
    kept = [...older, { at, back: rememberWorld(world) }];
  }
  world.listeners.push(note);
  return {
    begin() {
      if (wantedSeconds() === undefined) kept = [{ at: Number.NEGATIVE_INFINITY, back: rememberWorld(world) }];
    },
    note,
    ago(seconds, look) {
      const then = asOf(world.clock() - seconds * 1000);
      return then ? during(world, then.back, look) : look();
    },
  };
}

/** Nothing happens by itself meanwhile: the clock stands. */
function during<T>(world: World, back: () => void, look: () => T): T {
  const { course } = world;
  const { moment } = course;
  const forth = rememberWorld(world);
  back();
  course.moment = world.clock();
  try {
    return look();
  } finally {
    forth();
    course.moment = moment;
  }
}

/** What only grows, only counts or is set by an administrator is no part of it. */
function rememberWorld(world: World): () => void {
  const { effects, deliveries, attempts, listeners, artifactIds, settings, course } = world;
  return remember(world, [effects, deliveries, attempts, listeners, artifactIds, settings, course]);
}
