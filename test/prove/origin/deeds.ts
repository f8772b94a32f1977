import { createArtifacts } from "../../../lib/gitlab/artifacts.ts";
import { createGitLab } from "../../../lib/gitlab/client.ts";
import { createComments } from "../../../lib/gitlab/comments.ts";
import { createHttp, type HttpOptions } from "../../../lib/gitlab/http/http.ts";
import { createLogs } from "../../../lib/gitlab/logs.ts";
import { revokeToken, takeToken } from "../../../lib/gitlab/oauth.ts";
import { probe } from "../../../lib/gitlab/probe.ts";
import { memory } from "../../gitlab/memory.ts";

/** What is drawn for a deed. */
export interface Drawn {
  /** A name that somebody chose: of a project, a branch, a job. */
  name(): string;
  number(): number;
}

/** Something that Penstock asks a GitLab. */
export type Deed = (drawn: Drawn) => Promise<unknown>;

/** Everything that Penstock can ask, by name; `downloads`: what may be led to an object storage. */
export interface Asker {
  readonly deeds: Readonly<Record<string, Deed>>;
  readonly downloads: Readonly<Record<string, Deed>>;
  close(): Promise<void>;
}

/** Our own client, whole. */
export function ourAsker({ baseUrl, token, ...more }: Pick<HttpOptions, "baseUrl" | "token" | "tokenAs">): Asker {
  const options = { baseUrl, token, ...more, clock: Date.now, userAgent: "Penstock", callTimeoutSeconds: 5 };
  const { reads, writes, hooks, close } = createGitLab(options);
  const http = createHttp(options);
  const artifacts = createArtifacts(http);
  const logs = createLogs(http);
  const comments = createComments(options);
  const app = { url: baseUrl, clientId: "id", clientSecret: token, redirectUrl: "https://chat.example.com/link" };
  const place = (drawn: Drawn) =>
    ({
      provider: "gitlab",
      team: "gitlab",
      project: drawn.number(),
      on: "issue",
      iid: 3,
      note: 4,
      discussion: drawn.name(),
      isConfidential: true,
    }) as const;
  const read = reads as unknown as Record<string, (...given: readonly unknown[]) => Promise<unknown>>;
  const ask = (name: string, given: (drawn: Drawn) => readonly unknown[]): [string, Deed] => [
    name,
    async (drawn) => {
      const look = read[name];
      if (!look) throw new Error(`there is no look ${name}`);
      return await look(...given(drawn));
    },
  ];
  const byNumber = [
    "project",
    "protectedEnvironments",
    "protectedBranches",
    "hasReleases",
    "projectAccess",
    "userIsBot",
    "user",
  ];
  const byTwo = [
    "job",
    "pipelineJobs",
    "pipeline",
    "mergeRequest",
    "headPipeline",
    "bridges",
    "childPipelines",

    "memberLevel",
    "mergeRequestAuthor",
  ];
  const byName = [
    "newestSuccess",
    "branchIsProtected",
    "tagIsProtected",
    "tag",
    "newestPipeline",
    "tagPipelines",
    "lastDeployed",
    "environmentTier",
  ];
  return {
    deeds: {
      ...Object.fromEntries([
        ...byNumber.map((name) => ask(name, ({ number }) => [number()])),
        ...byTwo.map((name) => ask(name, ({ number }) => [number(), number()])),
        ...byName.map((name) => ask(name, ({ number, name: text }) => [number(), text()])),
        ask("projectNamed", ({ name }) => [name()]),
        ask("groupLevel", ({ name, number }) => [name(), number(), "inherited"]),
        ask("environmentName", ({ name, number }) => [name(), number()]),
        ask("environmentGuards", ({ name }) => [name(), name()]),
        ask("commitAuthor", ({ name, number }) => [name(), number()]),
        ask("newestOfRefs", ({ name }) => [name(), [name(), name()], "any"]),
        ask("branches", ({ name, number }) => [number(), [name(), name()]]),
        ask("tags", ({ name, number }) => [number(), [name(), name()]]),
        ask("refProtections", ({ name, number }) => [number(), { name: name(), tag: false }]),
        ask("deploymentOf", ({ name, number }) => [number(), { id: number(), environment: name() }]),
        ask("environmentProtections", ({ name }) => [{ group: name() }]),
        ask("changedPipelines", ({ number }) => [number(), Date.UTC(2026, 10, 19)]),
      ]),
      "jobsPage, and on": async ({ number }) => await paged((cursor) => reads.jobsPage(number(), cursor)),
      "jobsPage, a cursor": async ({ number, name }) => await reads.jobsPage(number(), name()),
      "projectsPage, and on": async () => await paged((cursor) => reads.projectsPage(cursor)),
      "projectsPage, a cursor": async ({ name }) => await reads.projectsPage(name()),
      "successesPage, and on": async ({ number, name }) =>
        await paged((cursor) => reads.successesPage(number(), name(), cursor)),
      retry: ({ number }) => writes.retry(number(), number()),
      cancel: ({ number }) => writes.cancel(number(), number()),
      play: ({ number, name }) => writes.play(number(), number(), { TARGET: name() }),
      keep: ({ number }) => writes.keep(number(), number()),
      deleteArtifacts: ({ number }) => writes.deleteArtifacts(number(), number()),
      deleteArtifactsOf: ({ number }) => writes.deleteArtifactsOf([number(), number()]),
      deleteProjectArtifacts: ({ number }) => writes.deleteProjectArtifacts(number()),
      erase: ({ number }) => writes.erase(number(), number()),
      "hooks, and on": async ({ name }) => await paged((cursor) => seen(hooks.hooksPage({ group: name() }, cursor))),
      "hooks' projects": async () => await paged((cursor) => hooks.projectsPage(cursor)),
      "hooks' attempts": async ({ number, name }) =>
        await paged((cursor) =>
          seen(
            hooks.attemptsPage({ owner: { group: name() }, hookId: number() }, cursor === undefined ? {} : { cursor }),
          ),
        ),
      "send again": ({ number, name }) => hooks.resend({ group: name() }, number(), number()),
      "take a token": ({ name }) => takeToken(app, { code: name(), verifier: name() }),
      "revoke a token": () => revokeToken(app, token),
      "see a comment": (drawn) => comments.seen(place(drawn)),
      "write a comment": (drawn) => comments.write(place(drawn), drawn.name()),
      probe: () => probe(http, Date.now),
    },
    downloads: {
      archive: ({ number, name }) => artifacts.archive(name(), number(), memory()),
      "archive of a ref": ({ name }) => artifacts.archiveOfRef(name(), { ref: name(), job: name() }, memory()),
      file: ({ number, name }) => artifacts.file({ project: name(), jobId: number(), path: name() }, memory()),
      "file of a ref": ({ name }) =>
        artifacts.fileOfRef({ project: name(), ref: name(), job: name(), path: name() }, memory()),
      "a log's tail": ({ number }) => reads.logTail(number(), number(), { tailBytes: 1000 }),
      "an exit code": ({ number }) => reads.exitCode(number(), number()),
      log: ({ number, name }) => logs.whole(name(), number(), memory()),
    },
    close: async () => void (await Promise.all([close(), http.close(), comments.close()])),
  };
}

interface Paged {
  readonly next?: string;
}

/** Goes on wherever a page says that it goes on. */
async function paged(page: (cursor?: string) => Promise<Paged>): Promise<void> {
  let cursor: string | undefined;
  do cursor = (await page(cursor)).next;
  while (cursor !== undefined);
}

async function seen(page: Promise<Paged | { readonly hidden: string }>): Promise<Paged> {
  const found = await page;
  return "hidden" in found ? {} : found;
}
