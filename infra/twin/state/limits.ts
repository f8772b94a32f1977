/** How many requests may come within a period, which begins at a whole multiple of itself since 1970. */
export interface Rate {
  readonly requests: number;
  /** Default: 60. */
  readonly periodSeconds?: number;
}

/** How often one person may do that within a minute; a missing one, or 0, is no limit. */
export interface Limits {
  readonly retryPerMinute?: number;
  readonly playPerMinute?: number;
  readonly erasePerMinute?: number;
  readonly cancelPerMinute?: number;
  readonly retryPerProjectAndMinute?: number;
  readonly playPerProjectAndMinute?: number;
  readonly erasePerProjectAndMinute?: number;
  readonly cancelPerProjectAndMinute?: number;
  readonly pipelineRetryPerMinute?: number;
  readonly pipelineRetryPerProjectAndMinute?: number;
  readonly pipelineCancelPerMinute?: number;
  readonly pipelineCancelPerProjectAndMinute?: number;
  /** Comments that one person writes; gitlab.com's is 60. */
  readonly notesPerMinute?: number;
  /** Lists of projects' jobs, of all projects together. */
  readonly jobListsPerMinute?: number;
  /** Every API request of a person, GraphQL's too: counted at the door, before all of GitLab. */
  readonly api?: Rate;
  /** The same of an address, for requests without a good token. */
  readonly anonymousApi?: Rate;
}
