/** Where a person spoke: through the API (the CLI among others). */
export const voices = ["api"] as const;
export type Voice = (typeof voices)[number];
