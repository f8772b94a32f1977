import type { Clock } from "../../core/time.ts";
import type { Progress } from "../jobs/progress.ts";
import { note } from "../print.ts";

/** How something stands that is waited for. */
export interface Sight {
  readonly isOver: boolean;
  /** In a line, e.g. `3 of 5 projects through`. */
  readonly text: string;
}

export interface FollowDesk {
  readonly clock: Clock;
  readonly pause: (millis: number) => Promise<unknown>;
  readonly progress: Progress;
}

const lookMillis = 2_000;
/** Where no terminal shows a line that changes, so often one is written. */
const noteMillis = 60_000;

/**
 * Looks again and again until it is over, and shows how it stands: on a terminal in a line that changes, elsewhere as a note
 * a minute. Whoever has enough breaks it off: what is waited for goes on.
 *
 * @returns the last sight
 */
export async function follow<T extends Sight>(
  look: () => Promise<T>,
  { clock, pause, progress }: FollowDesk,
): Promise<T> {
  let notedAt = clock();
  try {
    for (;;) {
      const sight = await look();
      if (sight.isOver) return sight;
      progress.show(sight.text);
      if (process.stderr.isTTY !== true && clock() - notedAt >= noteMillis) {
        note(sight.text);
        notedAt = clock();
      }
      await pause(lookMillis);
    }
  } finally {
    progress.clear();
  }
}
