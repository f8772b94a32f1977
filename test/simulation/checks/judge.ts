/** What a check says: each case that it judged, and the broken ones. */
export interface Judge {
  /** So many more cases of a promise were judged. */
  cases(promise: string, howMany?: number): void;
  broken(promise: string, what: string): void;
  /** A limit that the docs state. */
  apart(limit: string): void;
  settled(millis: number): void;
}
