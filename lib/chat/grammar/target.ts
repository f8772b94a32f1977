import { strangeIn } from "../../core/confusable.ts";
import { nearest } from "../../core/nearest.ts";
import type { CommandWord, Target } from "../../core/said.ts";
import { isAddress, readAddress, readPath } from "./address.ts";
import { forms } from "./forms.ts";
import type { Piece } from "./pieces.ts";
import { echo, strangeText, type Wrong, wrong } from "./wrong.ts";

/** GitLab's own bound. Source: gitlabhq db/structure.sql, p_ci_builds.name, and app/models/commit_status.rb (read 2026-11). */
const longestName = 255;

/** What a word is about: an address, a path, a job's name, `everything`. */
export function readTarget(piece: Piece, word: CommandWord): Target | Wrong {
  const target = targetOf(piece, word);
  if ("wrong" in target || forms[word].about.includes(target.kind)) return target;
  return wrong([{ code: word }, ` is not said of a ${target.kind}. `, whatOf(word)], word);
}

/** What a word is said of. */
export function whatOf(word: CommandWord): string {
  const { about } = forms[word];
  if (about.includes("everything")) return "Name a project by its full path, or say everything.";
  if (about.includes("project")) return "Give a project's full path, or a job's web address.";
  return "Give the job's web address; in a comment its name in quotes will do.";
}

function targetOf(piece: Piece, word: CommandWord): Target | Wrong {
  const { about, restIsReason } = forms[word];
  const { text, isQuoted } = piece;
  if (isAddress(text)) return readAddress(text, word);
  if (isQuoted && about.includes("name")) return jobNamed(text, word);
  if (!isQuoted && text.toLowerCase() === "everything" && about.includes("everything")) return { kind: "everything" };
  if (text.includes("/")) return pathOf(text, word);
  if (/^#?\d+$/.test(text)) return wrong([`A number alone does not say whose it is. ${whatOf(word)}`], word);
  if (about.includes("name") && !restIsReason && !/[<>@]/.test(text)) return jobNamed(text, word);
  const strange = strangeIn(text);
  if (strange) return wrong([`I do not understand that word: ${strangeText(strange)}.`], word);
  const near = about.includes("everything") && nearest(text, ["everything"]) !== undefined;
  return wrong(["I do not understand ", echo(text), near ? "; did you mean everything?" : `. ${whatOf(word)}`], word);
}

function pathOf(text: string, word: CommandWord): Target | Wrong {
  if (/\/(-|jobs|builds|pipelines)\//.test(text)) return wrong(["An address begins with https://."], word);
  return readPath(text, word);
}

/** A job by its name as it was written: whether there is one is for who can look. */
export function jobNamed(name: string, word: CommandWord): Extract<Target, { kind: "name" }> | Wrong {
  if (name.trim() === "") return wrong(["A job's name is not empty."], word);
  if (name.length > longestName) return wrong([`No job has a name of more than ${longestName} characters.`], word);
  return { kind: "name", name };
}
