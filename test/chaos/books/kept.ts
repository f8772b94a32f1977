/** What one book says. */
export interface Kept {
  readonly violations: readonly string[];
  readonly figures?: Readonly<Record<string, number>>;
}
