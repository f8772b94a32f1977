import * as z from "zod";
import { readDay } from "../dates.ts";
import { nullable } from "../fields.ts";

/** When something ends; `null`: never. `undefined`: nothing readable was said. See `readDay`. */
export const EndDay = nullable(z.string()).transform((text) =>
  text ? readDay(text) : text === null ? text : undefined,
);
