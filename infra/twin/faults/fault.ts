/** Which requests a fault hits: those that fit everything that is given here. */
export interface Aim {
  readonly method?: string;
  /** Tried on the path with its query. */
  readonly path?: RegExp;
  /** Whose token it is, by username. */
  readonly user?: string;
  /** The token that the request carries, wherever. */
  readonly token?: string;
  /** How many that fit pass first. Default: none. */
  readonly skip?: number;
  /** How many it hits. Default: 1. */
  readonly count?: number | "all";
  /** How likely it hits one that fits, from 0 to 1. Default: 1. */
  readonly chance?: number;
  /** The same seed makes the same choices. Default: 1. */
  readonly seed?: number;
}

/** Whether it goes wrong before the work is done, or once it is. Default: before. */
interface Timed {
  readonly when?: "before" | "after";
}

export type GatewayStatus = 500 | 502 | 503 | 504 | 520 | 521 | 522 | 523 | 524;

/** Nobody answers: the connection is closed (FIN) or reset (RST), or hangs until the asker goes. */
export type Break = { readonly kind: "dropBefore" | "dropAfter" } | ({ readonly kind: "reset" | "hang" } & Timed);

/** Another answer stands in place of the right one. */
export type Instead =
  | { readonly kind: "500before" | "500after" }
  | ({
      readonly kind: "error";
      readonly status: GatewayStatus;
      /** Whose words it speaks. Default: GitLab's JSON for 500, nginx's page up to 504, Cloudflare's above. */
      readonly by?: "gitlab" | "nginx" | "cloudflare";
    } & Timed)
  /** As if a limit at GitLab's door were reached; default: for 60 seconds. */
  | { readonly kind: "429"; readonly retryAfterSeconds?: number }
  /** GitLab's 502 page (the default), its sign-in page with 200, a redirect there, or its maintenance page with 503. */
  | { readonly kind: "html"; readonly page?: "gateway" | "signIn" | "signInRedirect" | "maintenance" }
  /** Default: 302, to the same path at another name of this machine, where the twin would see a token come. */
  | { readonly kind: "redirect"; readonly status?: 301 | 302 | 303 | 307 | 308; readonly to?: string }
  /** The 403 of who asks from a blocked address. */
  | { readonly kind: "blocked" }
  /** Whatever else. */
  | ({
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    } & Timed);

/** The answer is right, but not of its time. */
type Shift =
  /** Held back by real milliseconds, by seconds of the twin's clock, or both; `after`: what is done is done at once. */
  | ({ readonly kind: "latency"; readonly delayMillis?: number; readonly delaySeconds?: number } & Timed)
  /**
   * Answered at once, with a break or an error's status (default: 504), but done so many seconds of the twin's clock
   * later (default: 150): at the first request, or `wake`, from then on.
   */
  | {
      readonly kind: "late";
      readonly afterSeconds?: number;
      readonly reply?: "drop" | "reset" | "hang" | GatewayStatus;
    }
  /** A read as of so many seconds ago (default: 10), but not from before the fault was added; a write is as ever. */
  | { readonly kind: "stale"; readonly lagSeconds?: number };

/** The right body goes wrong on its way. */
export type OnTheWay =
  /** It breaks off. Default: after half a KiB. */
  | { readonly kind: "cut"; readonly afterBytes?: number }
  /** It comes in pieces (default: of 16 KiB) with real pauses between them (default: of a second). */
  | { readonly kind: "slow"; readonly chunkBytes?: number; readonly pauseMillis?: number };

/** What is done is done, and a 2xx answer tells it wrongly. */
export type Mangling =
  /** It ends too early, and its length says that this is all. Default: half of it. */
  | { readonly kind: "truncated"; readonly afterBytes?: number }
  /** Default: `text/html`; `null`: it has none. */
  | { readonly kind: "contentType"; readonly type?: string | null }
  /** White space before it. Default: 6 MiB. */
  | { readonly kind: "large"; readonly paddingBytes?: number }
  /** As `large`, packed with gzip to a thousandth, though nobody asked for that. Default: 256 MiB. */
  | { readonly kind: "bomb"; readonly paddingBytes?: number }
  | { readonly kind: "noId" }
  /** A job's id is that of the path: of the job that was to be run again. */
  | { readonly kind: "oldId" }
  /** Other values of some fields of the thing, or of each one in the list. */
  | { readonly kind: "fields"; readonly set?: Readonly<Record<string, unknown>>; readonly drop?: readonly string[] };

/** A list goes wrong. */
export type Misleading =
  | { readonly kind: "shuffled" }
  /** Nothing in it, and a next page. */
  | { readonly kind: "emptyPage" }
  /**
   * The next page is on another host, of another list, of the other scheme (http for https), or the very same page; or
   * the list never ends: each page is the first one, with a new next page.
   */
  | { readonly kind: "link"; readonly to: "host" | "list" | "scheme" | "same" | "endless" };

/** What goes wrong with some requests. */
export type Fault = Aim & (Break | Instead | Shift | OnTheWay | Mangling | Misleading);

/** The fault of that kind. */
export type FaultOf<K extends Fault["kind"]> = Fault & { readonly kind: K };
