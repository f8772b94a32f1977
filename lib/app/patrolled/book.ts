import { StoreError } from "../../core/errors.ts";
import type { LedgerKey } from "../../core/key.ts";
import type { Store } from "../../core/ports.ts";
import { patrolScope, type Round, readRound, roundKey } from "./round.ts";
import { pageText, readPage, type Visited } from "./visited.ts";

/** What the patrol noted of a source's projects: in the ledger a page of a hundred is one item. */
export interface Book {
  readonly projects: ReadonlyMap<number, Visited>;
  /** Whether every note could be read; what one held that could not counts as never visited. */
  readonly isWhole: boolean;
  round: Round;
  put(id: number, visited: Visited): void;
  drop(id: number): void;
  /** Writes what has changed. Who was overtaken keeps what is newer of both. @throws StoreError */
  flush(): Promise<void>;
}

interface Note {
  readonly key: LedgerKey;
  seen: string | undefined;
  isChanged: boolean;
}

type Page = Note & { readonly projects: Map<number, Visited> };

type Notes = Pick<Store, "note" | "notes" | "putNote">;

const mostOnPage = 100;
const mostTries = 3;

/** All that is noted of a source. */
interface Noted {
  readonly scope: string;
  readonly round: Note;
  readonly pages: Page[];
  readonly homes: Map<number, Page>;
  readonly projects: Map<number, Visited>;
  readonly isWhole: boolean;
}

/** @throws StoreError */
export async function openBook(source: string, store: Notes): Promise<Book> {
  const noted = await readNotes(source, store);
  const { homes, pages, projects } = noted;
  const book: Book = {
    projects,
    isWhole: noted.isWhole,
    round: readRound(noted.round.seen),
    put(id, visited) {
      const page = homeOf(id, noted);
      homes.set(id, page);
      page.projects.set(id, visited);
      projects.set(id, visited);
      page.isChanged = true;
    },
    drop(id) {
      const page = homes.get(id);
      if (!page) return;
      page.projects.delete(id);
      page.isChanged = true;
      homes.delete(id);
      projects.delete(id);
    },
    async flush() {
      for (const page of pages)
        if (page.isChanged) await write(store, page, (theirs) => pageText(merged(page, theirs, projects)));
      const text = JSON.stringify(book.round);
      if (text !== noted.round.seen) await write(store, noted.round, () => text);
    },
  };
  return book;
}

async function readNotes(source: string, store: Notes): Promise<Noted> {
  const scope = patrolScope(source);
  const pages: Page[] = [];
  const notes = await store.notes(scope);
  const round: Note = { key: roundKey(source), seen: undefined, isChanged: false };
  let isWhole = true;
  for (const { key, value } of notes) {
    if (key === round.key.key) round.seen = value;
    if (!key.startsWith("page:")) continue;
    const read = readPage(value);
    isWhole &&= read !== undefined;
    pages.push({ key: { scope, key }, seen: value, isChanged: false, projects: read ?? new Map() });
  }
  const homes = new Map(pages.flatMap((page) => [...page.projects.keys()].map((id) => [id, page] as const)));
  const projects = new Map(pages.flatMap((page) => [...page.projects]));
  return { scope, round, pages, homes, projects, isWhole };
}

/** The page of a project; a new one goes where there is room. */
function homeOf(id: number, { scope, homes, pages }: Noted): Page {
  const known = homes.get(id) ?? pages.find((page) => page.projects.size < mostOnPage);
  if (known) return known;
  const key = `page:${String(pages.length + 1).padStart(5, "0")}`;
  const fresh: Page = { key: { scope, key }, seen: undefined, isChanged: false, projects: new Map() };
  pages.push(fresh);
  return fresh;
}

/** Writes a note, and again over what somebody else wrote meanwhile; after some tries it waits for the next flush. */
async function write(store: Notes, note: Note, textOver: (theirs: string | undefined) => string): Promise<void> {
  let theirs: string | undefined;
  for (let tries = 0; tries < mostTries; tries++) {
    const text = textOver(theirs);
    if (text === note.seen || (await put(store, note, text))) {
      note.seen = text;
      note.isChanged = false;
      return;
    }
    theirs = await store.note(note.key);
    note.seen = theirs;
  }
}

async function put(store: Notes, { key, seen }: Note, text: string): Promise<boolean> {
  try {
    return await store.putNote(key, text, seen);
  } catch (error) {
    if (error instanceof StoreError && (error.code === "ambiguous" || error.code === "conflict")) return false;
    throw error;
  }
}

/** Of each project what its later turn noted; who is there now is what the last list of projects told. */
function merged(page: Page, text: string | undefined, projects: Map<number, Visited>): Map<number, Visited> {
  const theirs = text === undefined ? undefined : readPage(text);
  for (const [id, other] of theirs ?? []) {
    const own = page.projects.get(id);
    if (!own || (other.turn ?? -1) <= (own.turn ?? -1)) continue;
    page.projects.set(id, other);
    projects.set(id, other);
  }
  return page.projects;
}
