import type { Rule } from "../rulebook.ts";

/**
 * Whether two lists of projects have none in common, as far as their beginnings tell: of many thousand pairs of rules most are
 * told apart so, before anything dearer is asked. What they exclude is not gone into.
 */
export function areApart(one: Rule["projects"], other: Rule["projects"]): boolean {
  const [theirs, others] = [beginnings(one), beginnings(other)];
  return theirs.every((a) => others.every((b) => isApart(a, b)));
}

/** The text before the first wildcard, and whether that is all; a project's number is a path to nobody. */
interface Beginning {
  readonly text: string;
  readonly isId: boolean;
  readonly isWhole: boolean;
}

const known = new WeakMap<Rule["projects"], readonly Beginning[]>();

function beginnings(entries: Rule["projects"]): readonly Beginning[] {
  const before = known.get(entries);
  if (before) return before;
  const made = entries
    .map(String)
    .filter((entry) => !entry.startsWith("!"))
    .map((entry) => {
      const [text = ""] = /^[^*?]*/.exec(entry) ?? [];
      return { text, isId: /^\d+$/.test(entry), isWhole: text === entry };
    });
  known.set(entries, made);
  return made;
}

/** `a/` before `**` stands for no part too: `a/b/**` + `/c` is `a/b/c`, and its beginning is one of every such path. */
function isApart(one: Beginning, other: Beginning): boolean {
  if (one.isId !== other.isId) return false;
  if (one.isId || (one.isWhole && other.isWhole)) return one.text !== other.text;
  if (one.isWhole) return !one.text.startsWith(other.text);
  if (other.isWhole) return !other.text.startsWith(one.text);
  return !one.text.startsWith(other.text) && !other.text.startsWith(one.text);
}
