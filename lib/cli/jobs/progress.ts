import { SingleBar } from "cli-progress";
import { spanText } from "../../core/span.ts";
import type { Clock } from "../../core/time.ts";
import { sizeText } from "./text.ts";

/** How a download stands. */
export interface Standing {
  readonly bytes: number;
  /** Where the sender told it. */
  readonly ofBytes?: number | undefined;
  /** Since it began. */
  readonly seconds: number;
}

const barLetters = 24;

/** A download in a line: `[######      ] 50 %  1.0 MB of 2.0 MB  512.0 kB/s  2s left`. */
export function progressText({ bytes, ofBytes, seconds }: Standing): string {
  const perSecond = seconds > 0 ? bytes / seconds : 0;
  const speed = perSecond > 0 ? `  ${sizeText(Math.round(perSecond))}/s` : "";
  if (ofBytes === undefined || ofBytes === 0) return `${sizeText(bytes)}${speed}`;
  const share = Math.min(1, bytes / ofBytes);
  const bar = "#".repeat(Math.floor(share * barLetters)).padEnd(barLetters);
  // the first pieces say little about the rest
  const left =
    seconds >= 1 && perSecond > 0 && share < 1 ? `  ${spanText(Math.ceil((ofBytes - bytes) / perSecond))} left` : "";
  return `[${bar}] ${Math.floor(share * 100)} %  ${sizeText(bytes)} of ${sizeText(ofBytes)}${speed}${left}`;
}

/** A line on a terminal that tells how far something is, until it is cleared. Nothing where no terminal is. */
export interface Progress {
  show(text: string): void;
  clear(): void;
}

/** A line on the error channel, so that a result that is read by a program stays clean. */
export function createProgress(isQuiet = false): Progress {
  if (isQuiet || process.stderr.isTTY !== true) return { show() {}, clear() {} };
  const bar = new SingleBar({
    format: (_options, _parameters, { text }: { text: string }) => text,
    clearOnComplete: true,
    // a run that is broken off leaves the terminal as it was
    hideCursor: false,
    linewrap: true,
    gracefulExit: false,
    fps: 5,
  });
  let isShown = false;
  return {
    show(text) {
      if (isShown) bar.update({ text });
      else bar.start(1, 0, { text });
      isShown = true;
    },
    clear() {
      if (isShown) bar.stop();
      isShown = false;
    },
  };
}

/** Tells a progress line how a download stands. */
export function downloadProgress(progress: Progress, clock: Clock): (bytes: number, ofBytes?: number) => void {
  const begun = clock();
  return (bytes, ofBytes) => progress.show(progressText({ bytes, ofBytes, seconds: (clock() - begun) / 1000 }));
}
