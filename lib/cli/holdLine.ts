import { styleText } from "node:util";
import type { Hold } from "../core/hold.ts";
import { instantText } from "../core/time.ts";
import { safe } from "./render.ts";

/** A hold, or a keep, as one line: on what, by whom, since when, and why. */
export function holdLine({ project, on, by, who, at, reason }: Hold): string {
  const since = at === undefined ? "since long" : `since ${instantText(at)}`;
  const what = by === "person" ? "hold on" : "keep of";
  const whom = by === "release" ? `release ${safe(who)}` : safe(who);
  return `${what} ${safe(on)} of project ${project} by ${whom} ${styleText("gray", since)}  ${safe(reason)}`;
}
