import { ByHand, dismissTask, redriveTask } from "../byHand.ts";
import { explain } from "../explain.ts";
import { ExplainBody } from "../explainBody.ts";
import { type Route, route } from "../route.ts";
import { listTasks, showTask, TaskQuery } from "../tasks.ts";

export const taskRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/tasks",
    summary: "The tasks, newest first",
    scope: "read",
    query: TaskQuery,
    answer: "TaskList",
    refusals: [],
    run: ({ request, source, world }) => listTasks(request, source, world),
  }),
  // A task's id has slashes, which a gateway may decode on the way.
  route({
    method: "GET",
    path: "/tasks/:id{.+}",
    summary: "One task, and what the journal says about it",
    scope: "read",
    answer: "TaskShown",
    refusals: ["noTask"],
    run: ({ source, world }, { id }) => showTask(id, source, world),
  }),
  route({
    method: "POST",
    path: "/redrive",
    summary: "Let a task that has ended wait anew",
    scope: "tasks:write",
    body: ByHand,
    answer: "OneTask",
    refusals: ["noTask", "isOpen"],
    run: ({ request, ...asked }) => redriveTask(request, asked),
  }),
  route({
    method: "POST",
    path: "/dismiss",
    summary: "Take a task off the list of those in attention",
    scope: "tasks:write",
    body: ByHand,
    answer: "Dismissed",
    refusals: ["noTask", "isOpen"],
    run: ({ request, ...asked }) => dismissTask(request, asked),
  }),
  route({
    method: "POST",
    path: "/explain",
    summary: "Why the rules do what they do about a job, a hook or a journal entry; nothing is changed",
    scope: "read",
    body: ExplainBody,
    answer: "Explained",
    refusals: ["noJob", "noEntry", "nothingToExplain", "noRules", "badRules", "noGitLab", "noRoom"],
    run: ({ request, source, world }) => explain(request, { source, world }),
  }),
];
