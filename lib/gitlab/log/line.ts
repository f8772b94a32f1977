/** The line that is being written, as a terminal would show it. */
export interface Line {
  add(text: string): void;
  /** `CR`: what comes next replaces what is there. */
  return(): void;
  erase(whole: boolean): void;
  /** The section marker that `ESC[0K` completes, taken out of the line. */
  takeMark(): Mark | undefined;
  /** The line so far, which is then empty; one that was too long says so. */
  take(): string;
}

/** Where a section begins or ends. */
export interface Mark {
  readonly edge: "start" | "end";
  readonly name: string;
  /** Unix seconds as they are written. */
  readonly seconds: string;
}

const mostCharacters = 65_536;
/** A marker with its options fits in. */
const tailCharacters = 1024;

/** Source: docs.gitlab.com/ci/jobs/job_logs, gitlabhq lib/gitlab/regex.rb (read 2026-11). */
const marker = /section_(start|end):(\d{1,20}):([a-zA-Z0-9_.-]{1,255})(?:\[[^\]]{0,500}\])?$/;

export function createLine(): Line {
  let text = "";
  /** What did not fit in: how much, and how it ends. */
  let [dropped, tail] = [0, ""];
  let hasReturned = false;

  function clear() {
    [text, dropped, tail, hasReturned] = ["", 0, "", false];
  }

  return {
    add(more) {
      if (hasReturned) clear();
      const room = mostCharacters - text.length;
      text += more.slice(0, room);
      if (more.length <= room) return;
      dropped += more.length - room;
      tail += more.slice(room);
      // seldom: a log of controls comes here with each of them
      if (tail.length > 16 * tailCharacters) tail = tail.slice(-tailCharacters);
    },
    return() {
      hasReturned = true;
    },
    erase(whole) {
      if (whole || hasReturned) clear();
    },
    takeMark() {
      if (!hasReturned) return undefined;
      const [found, edge, seconds, name] =
        marker.exec((text.slice(-tailCharacters) + tail).slice(-tailCharacters)) ?? [];
      if (found === undefined || seconds === undefined || name === undefined) return undefined;
      const left = text.length + dropped - found.length;
      text = text.slice(0, left);
      [dropped, tail, hasReturned] = [left - text.length, "", false];
      return { edge: edge === "start" ? "start" : "end", name, seconds };
    },
    take() {
      const whole = text.toWellFormed();
      const line = dropped === 0 ? whole : `${whole}… [${dropped} more characters are left out]`;
      clear();
      return line;
    },
  };
}
