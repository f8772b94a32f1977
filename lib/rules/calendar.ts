import * as z from "zod";
import { Freeze } from "./calendar/freeze.ts";
import { readWindow } from "./calendar/window.ts";
import { oneOrMany } from "./fields.ts";
import { Zone } from "./schedule.ts";

const mostWindows = 100;
const mostFreezes = 500;

const OpenWindow = z.string().superRefine((text, context) => {
  const read = readWindow(text);
  if ("fault" in read) context.addIssue({ code: "custom", message: read.fault });
});

const Open = oneOrMany(OpenWindow).refine((list) => list.length <= mostWindows, {
  error: `expected at most ${mostWindows} windows`,
});

const Closed = oneOrMany(Freeze).refine((list) => list.length <= mostFreezes, {
  error: `expected at most ${mostFreezes} freezes`,
});

/**
 * When something may happen, in a zone: in the windows of `open`, all of the time where it is missing, but never in a freeze
 * of `closed`. Windows may overlap. How it goes at changes of the clock: see `calendar/opening.ts`.
 */
export const Calendar = z
  .strictObject({ zone: Zone, open: Open.exactOptional(), closed: Closed.exactOptional() })
  .superRefine(({ open, closed }, context) => {
    if (open === undefined && closed === undefined && context.issues.length === 0)
      context.addIssue({ code: "custom", message: "expected `open` or `closed`: without them it is always open" });
  });
export type Calendar = z.infer<typeof Calendar>;
