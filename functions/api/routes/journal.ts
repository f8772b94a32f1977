import { JournalQuery, listAllTasks, listEntries, listItems, listSeals, PageQuery, SealQuery } from "../journal.ts";
import { type Route, route } from "../route.ts";

export const journalRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/journal",
    summary: "What the journal says, oldest first",
    scope: "read",
    query: JournalQuery,
    answer: "EntryPage",
    refusals: [],
    run: ({ request, source, world }) => listEntries(request, source, world),
  }),
  route({
    method: "GET",
    path: "/journal/seals",
    summary: "The journal's seals, and where their chain ends",
    scope: "read",
    query: SealQuery,
    answer: "SealList",
    refusals: [],
    run: ({ request, source, world }) => listSeals(request, source, world),
  }),
  route({
    method: "GET",
    path: "/journal/items",
    summary: "All entries as they are stored, by the page: what seals cover",
    scope: "read",
    query: PageQuery,
    answer: "ItemPage",
    refusals: [],
    run: ({ request, source, world }) => listItems(request, source, world),
  }),
  route({
    method: "GET",
    path: "/journal/tasks",
    summary: "All tasks, by the page, to compare with the journal",
    scope: "read",
    query: PageQuery,
    answer: "TaskPage",
    refusals: [],
    run: ({ request, source, world }) => listAllTasks(request, source, world),
  }),
];
