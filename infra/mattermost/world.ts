import type { KeyObject } from "node:crypto";
import type { Clock, Instant } from "../../lib/core/time.ts";

export interface Team {
  readonly id: string;
  readonly name: string;
}

export interface User {
  readonly id: string;
  username: string;
  readonly isBot: boolean;
  /** May post what one person alone sees: of all roles the system admin's only. */
  readonly isAdmin: boolean;
  /** A bot's. */
  readonly token?: string;
}

/** `O` open, `P` private, `D` direct, which belongs to no team. */
export interface Channel {
  readonly id: string;
  readonly team: string;
  readonly name: string;
  readonly type: "O" | "P" | "D";
  readonly members: Set<string>;
}

export interface Command {
  readonly id: string;
  readonly team: string;
  readonly trigger: string;
  readonly url: string;
  token: string;
}

/** A button, with what its integration gets, which no client sees. */
interface Action {
  readonly id: string;
  readonly name: string;
  readonly style: string;
  readonly integration: { readonly url: string; readonly context: Readonly<Record<string, unknown>> };
}

export interface Attachment {
  readonly color: string;
  readonly text: string;
  readonly fallback: string;
  readonly actions: readonly Action[];
}

export interface Post {
  readonly id: string;
  readonly at: Instant;
  editedAt?: Instant;
  readonly user: string;
  readonly channel: string;
  readonly root: string;
  message: string;
  attachments: readonly Attachment[];
  /** Only this person sees it, and no server keeps it. */
  readonly onlyFor?: string;
  /** An integration said it in a person's name. */
  readonly isFromIntegration: boolean;
}

/** Where an integration may answer a command later. */
export interface ResponseHook {
  readonly id: string;
  readonly command: Command;
  readonly user: string;
  readonly channel: string;
  readonly root: string;
  readonly at: Instant;
  uses: number;
}

export interface Fault {
  /** Start of method and path, e.g. `POST /api/v4/posts`. */
  readonly on: string;
  /** `hang`: never answered; `drop`: cut before anything is done; `lose`: done, then cut. */
  readonly kind: "status" | "redirect" | "hang" | "drop" | "lose" | "page" | "flood";
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  times: number;
}

/** A request that came, as it ended. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  status: number;
}

export interface World {
  readonly clock: Clock;
  readonly newId: () => string;
  /** The server's own address, known once it is served. */
  url: string;
  readonly signingKey: KeyObject;
  readonly teams: Map<string, Team>;
  readonly users: Map<string, User>;
  readonly channels: Map<string, Channel>;
  readonly commands: Map<string, Command>;
  readonly posts: Map<string, Post>;
  readonly hooks: Map<string, ResponseHook>;
  readonly faults: Fault[];
  readonly requests: Seen[];
  /** Patience with an integration. */
  readonly patienceMillis: number;
}
