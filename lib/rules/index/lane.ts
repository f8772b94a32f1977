import { jobStatuses } from "../../core/job.ts";
import { type Bits, bitsWhere, keep, keepEither, noBits } from "./bits.ts";
import type { Columns } from "./columns.ts";
import type { Question } from "./question.ts";
import { splitTexts, type TextSplit } from "./split.ts";
import { globsOf, seenOf, type TextField, textFields } from "./texts.ts";

/** Some rules of a rulebook, by their positions: those of one project key. */
export interface Lane {
  /** Adds to `found` the positions of the rules that may say anything but no, now or of an earlier status. */
  ask(question: Question, found: number[]): void;
}

/** Fewer rules than this are looked at one by one. */
const fewRules = 4;

/** A lane of the rules at some positions, ascending. */
export function laneOf(columns: Columns, positions: Uint16Array): Lane {
  if (positions.length <= fewRules) return fewLane(columns, positions);
  let lane: Lane | undefined;
  return {
    ask(question, found) {
      lane ??= bitLane(columns, positions);
      lane.ask(question, found);
    },
  };
}

function fewLane({ kinds, statuses }: Columns, positions: Uint16Array): Lane {
  return {
    ask(question, found) {
      const wanted = question.now | question.earlier;
      for (const position of positions)
        if ((kinds[position] ?? 0) & question.kinds && (statuses[position] ?? 0) & wanted) found.push(position);
    },
  };
}

function bitLane(columns: Columns, positions: Uint16Array): Lane {
  const states = statesOf(columns, positions);
  const splits = textFields.flatMap((field): (readonly [TextField, TextSplit])[] => {
    const split = splitOf(field, columns, positions);
    return split ? [[field, split]] : [];
  });
  const left = noBits(positions.length);
  return {
    ask(question, found) {
      left.set(states.passing(question));
      for (const [field, split] of splits) {
        const text = seenOf[field](question.facts);
        if (text === undefined) continue;
        // What a failure is called says nothing of the statuses before it.
        if (field === "failureReason") keepEither(left, split.passing(text), states.earlier(question));
        else keep(left, split.passing(text));
      }
      for (let word = 0; word < left.length; word++)
        for (let bits = left[word] ?? 0; bits !== 0; bits &= bits - 1)
          found.push(positions[word * 32 + 31 - Math.clz32(bits & -bits)] ?? 0);
    },
  };
}

/** Splits a lane by kind and status. There are few different questions about these: each answer is put together once. */
function statesOf({ kinds, statuses }: Columns, positions: Uint16Array) {
  const size = positions.length;
  const passing = new Map<number, Bits>();
  const earlier = new Map<number, Bits>();
  const having = (mask: number, numbers: Uint8Array | Uint16Array) =>
    bitsWhere(size, (at) => ((numbers[positions[at] ?? 0] ?? 0) & mask) !== 0);
  return {
    passing(question: Question): Bits {
      const key = (question.kinds << jobStatuses.length) | question.now | question.earlier;
      const known = passing.get(key);
      if (known) return known;
      const bits = having(question.now | question.earlier, statuses);
      keep(bits, having(question.kinds, kinds));
      passing.set(key, bits);
      return bits;
    },
    earlier(question: Question): Bits {
      const bits = earlier.get(question.earlier) ?? having(question.earlier, statuses);
      earlier.set(question.earlier, bits);
      return bits;
    },
  };
}

/** `undefined` where no rule of the lane asks for the field. */
function splitOf(field: TextField, columns: Columns, positions: Uint16Array): TextSplit | undefined {
  const { sets, words } = columns.texts[field];
  if (!positions.some((position) => (sets[position] ?? 0) > 0)) return undefined;
  const globs = words().map((list) => globsOf(field, list));
  return splitTexts(Array.from(positions, (position) => globs[(sets[position] ?? 0) - 1]));
}
