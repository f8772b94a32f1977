import type { Action } from "../../actions/action.ts";
import type { CommentReads } from "../../core/comment.ts";
import type { Person } from "../../core/gate.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Message } from "../../core/message.ts";
import type { Store } from "../../core/ports.ts";
import type { Said } from "../../core/said.ts";
import type { Ask, Place, Press, PressPlace, Sent } from "../../core/talk.ts";
import type { TalkSettings } from "../../core/talkSettings.ts";
import type { Clock, Instant } from "../../core/time.ts";
import type { ActiveRules } from "../activeRules.ts";
import type { RatedSource } from "../throttleShared.ts";
import type { WatchedSource } from "../worker.ts";

/** A source as chat knows it: its address, and its looks, which only see. */
export interface TalkSource extends WatchedSource, RatedSource {
  /** Where people find it, e.g. `https://gitlab.example.com`. */
  readonly url: string;
  /** Looks that begin before `until`, within what GitLab's rates leave for people. @throws GitLabError without a token */
  reads(until: Instant): Promise<GitLabReads>;
}

type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** What stands in it is for operators: never what people wrote, and no address that takes answers. */
interface TalkLog {
  info(what: string, fields: LogFields): void;
  error(what: string, fields: LogFields): void;
}

/** What listening needs of the world: the tables and nothing else. */
export interface HearDesk {
  readonly store: Store;
  readonly settings: TalkSettings;
  readonly clock: Clock;
  readonly random: () => string;
  readonly giveWay: (tries: number) => Promise<void>;
}

/** What answering needs of the world. */
export interface TalkDesk extends HearDesk {
  readonly actions: readonly Action[];
  /** The rules of a source as they are now. @throws StoreError */
  rules(source: string): Promise<ActiveRules>;
  source(id: string): TalkSource | undefined;
  /** All sources that there are. */
  readonly sources: readonly string[];
  readonly record: "all" | "wanted";
  /** Looks at the comments of a source's GitLab; missing: none can be believed. @throws GitLabError, or without a token */
  comments?(source: string): Promise<CommentReads>;
  /** Seals a button, for one place and source. */
  seal(press: Press, where: PressPlace): string;
  /** Says something; `ref`: in the place of what was said there. Sent once, whatever becomes of it. */
  say(place: Place, message: Message, ref?: string): Promise<Sent>;
  /** Waits until what GitLab said of its rates stands in the ledger. Never throws. */
  noted(): Promise<void>;
  readonly log: TalkLog;
}

/** A command whose speaker is known. */
export interface Commanded {
  readonly ask: Ask;
  readonly said: Said;
  /** As GitLab knows them. */
  readonly person: Person;
  readonly source: TalkSource;
  readonly reads: GitLabReads;
  /** Somebody began to answer it before, and may have done what it asks for: it is told then, and not done again. */
  readonly isAgain?: true;
  /** It is too old for anything to be begun: what was begun is told. */
  readonly isLate?: true;
}

/** What is answered, and whose ends are told when they come. */
export interface Answer {
  readonly message: Message;
  /** Ids of tasks. */
  readonly awaits?: readonly string[];
  /** Everybody in the place may see it; missing: only who asked. */
  readonly isPublic?: true;
}

/** One word of the grammar. @throws StoreError, GitLabError: nothing was done that may not be done again */
export type CommandOf = (commanded: Commanded, desk: TalkDesk) => Promise<Answer>;
