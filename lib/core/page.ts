/** A part of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where to go on; missing on the last page. */
  readonly next?: string;
}
