import { isShown } from "./print.ts";

/** On a terminal a table's line stays one; whoever reads the table otherwise gets it whole. */
export function clipped(text: string, most: number): string {
  return !isShown() || text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
