/** A stranger's text for a sentence: names of jobs, tags and paths hold any characters, and a terminal must not obey them. */
export function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(/[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f]/gu, "?");
}
