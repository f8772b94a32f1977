/**
 * The details of a line of the log: flat, so that nothing gets into it that was not named there. The names of what every line
 * has are not free.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>> & {
  readonly [Taken in "message" | "level" | "timestamp" | "service" | "_aws"]?: never;
};
