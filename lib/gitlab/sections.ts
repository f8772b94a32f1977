import { createLine } from "./log/line.ts";
import { createOpenSections, type LogSection } from "./log/open.ts";
import { createTokens, type Token } from "./log/tokens.ts";

export type { LogSection } from "./log/open.ts";

/** One line of a log as a person reads it: without section markers and terminal codes. */
export interface LogLine {
  readonly text: string;
  /** The sections it stands in, the outermost first: `["step_script", "my_section"]`. */
  readonly sections: readonly string[];
}

/** Reads a log piece by piece. Pieces may end anywhere, even inside a character or a marker. */
export interface LogReader {
  /** The lines that are complete now. */
  read(piece: Uint8Array): LogLine[];
  /** The last line, if it had no end. */
  end(): LogLine[];
  readonly sections: readonly LogSection[];
}

/**
 * How a runner with `FF_TIMESTAMPS` begins a line: a time, a stream, and `+` when the line goes on with the one before.
 * Source: docs.gitlab.com/ci/jobs/job_logs, gitlabhq lib/gitlab/ci/trace/stream.rb (read 2026-11).
 */
const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z [0-9a-f]{2}[EO]([+ ])/;
const stampCharacters = 32;

/**
 * Reads logs as GitLab shows them: `CR` starts a line anew, a marker ends the line before it. Controls become `�`; a line of
 * more than 65,536 characters is cut, and says so; sections deeper than 64 or after the 10,000th are not told.
 */
export function createLogReader(): LogReader {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const tokens = createTokens();
  const line = createLine();
  const sections = createOpenSections();
  const ready: LogLine[] = [];
  /** The beginning of a line, until it is known whether it is a stamp; `undefined` behind it. */
  let head: string | undefined = "";
  let isStamped = false;
  /** A stamped line has ended, unless the next one goes on with it. */
  let isWaiting = false;
  let hasMark = false;

  function emit(isEnd: boolean) {
    const text = line.take();
    if (text !== "" || (isEnd && !hasMark)) ready.push({ text, sections: sections.names });
    hasMark = !isEnd;
  }

  function settleHead() {
    if (head === undefined) return;
    const [found, sign] = stamp.exec(head) ?? [];
    if (isWaiting && sign !== "+") emit(true);
    isWaiting = false;
    isStamped = found !== undefined;
    const text = head.slice(found?.length ?? 0);
    head = undefined;
    if (text !== "") line.add(text);
  }

  function addText(text: string) {
    if (head === undefined) return line.add(text);
    const room = stampCharacters - head.length;
    head += text.slice(0, room);
    if (head.length < stampCharacters) return;
    settleHead();
    if (text.length > room) line.add(text.slice(room));
  }

  function erase(whole: boolean) {
    const mark = whole ? undefined : line.takeMark();
    if (mark === undefined) return line.erase(whole);
    emit(false);
    sections.mark(mark);
  }

  function take(token: Token) {
    if (token.kind === "text") return addText(token.text);
    settleHead();
    if (token.kind === "return") line.return();
    else if (token.kind === "erase") erase(token.whole);
    else {
      if (isStamped) isWaiting = true;
      else emit(true);
      head = "";
    }
  }

  return {
    read(piece) {
      tokens(decoder.decode(piece, { stream: true })).forEach(take);
      return ready.splice(0);
    },
    end() {
      tokens(decoder.decode()).forEach(take);
      settleHead();
      // without an end an empty line is none
      hasMark = true;
      emit(true);
      [head, isWaiting] = ["", false];
      return ready.splice(0);
    },
    sections: sections.all,
  };
}
