import * as z from "zod";

const Beside = z.object({ name: z.string(), value: z.number() });

const FigureItem = z.object({
  goal: z.string(),
  what: z.string(),
  unit: z.enum(["x", "ms", "µs", "KB", "bytes", "$", "calls", "writes", "/s"]),
  ours: z.number(),
  spread: z.tuple([z.number(), z.number()]).exactOptional(),
  limit: Beside.exactOptional(),
  peer: Beside.exactOptional(),
  most: z.number().exactOptional(),
  least: z.number().exactOptional(),
  unmet: z.string().exactOptional(),
});

/** What one goal is about, as it was measured, beside what bounds it and what others reach in the same run. */
export interface Figure {
  /** `G4`; the same for all that belongs to it. */
  readonly goal: string;
  /** What was measured, with its unit's meaning: `job hooks, part of what raw node:http carries`. */
  readonly what: string;
  /** `x` for a ratio. */
  readonly unit: z.infer<typeof FigureItem>["unit"];
  readonly ours: number;
  /** Between what half of the rounds lie. */
  readonly spread?: readonly [number, number];
  /** What nothing can be better than, in the same unit. */
  readonly limit?: Besides;
  /** The best of what others wrote, in the same unit. */
  readonly peer?: Besides;
  /** Met when it is so much at most. */
  readonly most?: number;
  /** Met when it is so much at least. */
  readonly least?: number;
  /** Why it is not met, and what it would take: shown where it is not. */
  readonly unmet?: string;
}

interface Besides {
  readonly name: string;
  readonly value: number;
}

/** Hands what a part measured to `npm run bench`, which makes one table of all parts; alone it does nothing. */
export function tell(figures: readonly Figure[]): void {
  process.send?.(figures);
}

/** What a part has told. @throws ZodError for anything else */
export function readFigures(told: unknown): readonly Figure[] {
  return z.array(FigureItem).parse(told);
}

/** `undefined` where nothing is wanted of it. */
export function isMet({ ours, most, least }: Figure): boolean | undefined {
  if (most === undefined && least === undefined) return undefined;
  return ours <= (most ?? Infinity) && ours >= (least ?? -Infinity);
}
