/** Where a download goes, piece by piece: a file, a terminal, a test's memory. */
export interface Sink {
  /** Resolves when there is room for more. A rejection ends the download. */
  write(piece: Uint8Array): Promise<void>;
}

export interface DownloadOptions {
  /** More than this is refused, as soon as it is known. Default: 5 GiB. */
  readonly mostBytes?: number;
  /** How much has come, of how much; `undefined` where GitLab does not say. First with 0, before anything has come. */
  readonly onProgress?: (bytes: number, ofBytes: number | undefined) => void;
  /** Which part, as HTTP counts: `last` is included. A server that cannot serve parts sends the whole. */
  readonly range?: { readonly first: number; readonly last?: number } | { readonly lastBytes: number };
  /** What the sink gets of an answer that is the whole: what comes before is dropped, what comes after is not read. */
  readonly window?: { readonly first: number; readonly bytes: number };
  /** How long to wait for the answer's head, then for each piece; default 60. The sink's own time does not count. */
  readonly idleSeconds?: number;
}

/** A download that came to its end, and whole but where it says otherwise. */
export interface Downloaded {
  /** What the sink got. */
  readonly bytes: number;
  /** How long the whole is, where the server says so. */
  readonly ofBytes?: number;
  /** The sender's own name for it, from `content-disposition`: to be shown, never to be trusted as a path. */
  readonly filename?: string;
  /** Whether a part came that was asked for (206), not the whole. */
  readonly partial: boolean;
  /** Set when the sender told no length, nor the end: had the connection broken off, it would look the same. */
  readonly mayBeCut?: true;
}

/**
 * Asks once for a file and hands it on piece by piece, never faster than the sink takes it. A redirect to object storage
 * is followed, without the token.
 *
 * @returns what came, once it is whole
 * @throws GitLabError when it is not: what the sink has by then is a part. What the sink rejects with, as it is
 */
export type Download = (
  call: {
    /** Below `/api/v4`, with its query. */
    readonly path: string;
  },
  to: Sink,
  options?: DownloadOptions,
) => Promise<Downloaded>;
