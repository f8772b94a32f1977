import { below, pick, type Random } from "../../fuzz/random.ts";
import { type Ports, trapName, trapUrl } from "./traps.ts";

/** An answer of a GitLab that somebody else has taken over. */
export interface Hostile {
  readonly kind: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What was asked: the path with its query. */
interface Asked {
  readonly path: string;
  /** A file was asked for. */
  readonly isDownload: boolean;
}

const redirects = [300, 301, 302, 303, 304, 305, 307, 308];

/** One answer, drawn. */
export function hostileAnswer(random: Random, asked: Asked, ports: Ports): Hostile {
  const isGraphQl = asked.path.includes("/api/graphql");
  const [path = ""] = asked.path.split("?");
  const there = trapUrl(random, ports, pick(random, [asked.path, path, "/", "/users/sign_in", `${path}?page=2`]));
  const alsoThere = pick(random, [
    {},
    { "alt-svc": `http/1.1="127.0.0.1:${ports.foreign}"`, refresh: `0; url=${there}` },
  ]);
  const json = { "content-type": "application/json", "content-location": headerText(there), ...alsoThere };
  const redirected: () => Hostile = () => {
    const status = pick(random, redirects);
    return { kind: `${status}`, status, headers: { ...json, location: headerText(there) }, body: "{}" };
  };
  const thing = () => thingOf(random, path, ports);
  const told: () => Hostile = () => {
    if (isGraphQl)
      return { kind: "GraphQL", status: 200, headers: json, body: JSON.stringify({ data: graph(random, ports) }) };
    const isList = !/\/\d+$/.test(path) && random() < 0.8;
    if (!isList) return { kind: "one thing", status: 200, headers: json, body: JSON.stringify(thing()) };
    const next = `${path}?page=2&per_page=100&cursor=${encodeURIComponent(there)}`;
    const link = `<${headerText(trapUrl(random, ports, next))}>; rel="next", <${headerText(there)}>; rel="last"`;
    const paging = pick(random, [{ link }, { link }, { "x-next-page": pick(random, ["2", there, "2@127.0.0.1"]) }, {}]);
    const headers = { ...json, ...headerTexts(paging) };
    return { kind: "list", status: 200, headers, body: JSON.stringify([thing(), thing()]) };
  };
  const refused: () => Hostile = () => {
    const status = pick(random, [400, 401, 403, 404, 407, 421, 426, 429, 500, 503]);
    const headers = {
      ...json,
      "www-authenticate": `Bearer realm="${headerText(there)}"`,
      "proxy-authenticate": `Basic realm="x"`,
      "retry-after": "0",
      location: headerText(there),
      link: `<${headerText(there)}>; rel="next"`,
    };
    return { kind: `${status}`, status, headers, body: JSON.stringify({ message: there, error: there }) };
  };
  return pick(
    random,
    asked.isDownload ? [redirected, redirected, redirected, told] : [redirected, told, told, told, told, refused],
  )();
}

/** A header cannot carry everything. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "");
}

function headerTexts(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, headerText(value)]));
}

/** A job, project, user, branch and whatever else in one: what is asked for finds its fields, and an address in each text. */
function thingOf(random: Random, path: string, ports: Ports): Record<string, unknown> {
  // of the API's version, and of ports in names, nothing is told
  const numbers = [...path.replace(/^.*?\/api\/v4/, "").matchAll(/(?<=\/)\d+(?=\/|$)/g)].map(Number);
  const id = random() < 0.9 ? (numbers.at(-1) ?? 1) : below(random, 1000);
  const text = () => (random() < 0.7 ? trapUrl(random, ports, path) : trapName(random, ports));
  const at = new Date(Date.UTC(2026, 10, 20)).toISOString();
  const person = {
    id: 7,
    username: text(),
    name: text(),
    state: "active",
    web_url: text(),
    avatar_url: text(),
    bot: false,
  };
  const pipeline = {
    id: numbers.at(-1) ?? 1,
    iid: 1,
    ref: text(),
    sha: text(),
    status: "success",
    source: "push",
    project_id: numbers[0] ?? 1,
    web_url: text(),
  };
  return {
    id,
    iid: id,
    name: text(),
    path: text(),
    path_with_namespace: text(),
    username: text(),
    status: pick(random, ["success", "failed", "manual", "pending"]),
    stage: text(),
    ref: text(),
    tag: false,
    created_at: at,
    finished_at: at,
    updated_at: at,
    web_url: text(),
    url: text(),
    body: text(),
    title: text(),
    description: text(),
    download_url: text(),
    avatar_url: text(),
    state: "active",
    access_level: 40,
    protected: true,
    system: false,
    internal: false,
    confidential: false,
    archived: false,
    project_id: numbers[0] ?? 1,
    noteable_iid: id,
    source: "push",
    sha: text(),
    tier: text(),
    target: text(),
    message: text(),
    slug: text(),
    alert_status: text(),
    trigger: text(),
    response_status: "500",
    request_headers: { host: text() },
    response_body: text(),
    author: person,
    user: person,
    pipeline,
    head_pipeline: pipeline,
    downstream_pipeline: pipeline,
    last_pipeline: pipeline,
    project: { id: numbers[0] ?? 1, path_with_namespace: text(), web_url: text() },
    commit: { id: text(), message: text(), web_url: text(), author_name: text() },
    release: { tag_name: text(), description: text() },
    environment: { id: 1, name: text(), external_url: text() },
    deployable: { id, name: text(), ref: text(), pipeline },
    runner: { id: 1, description: text() },
    artifacts: [{ file_type: "archive", size: 1, filename: text(), file_format: "zip" }],
    artifacts_file: { filename: text(), size: 1 },
    notes: [],
    _links: { self: text(), repo_branches: text() },
    access_token: text().replace(/[^\x21-\x7e]/g, ""),
    token_type: "bearer",
  };
}

/** What GraphQL's questions look into, with an address in each text, and pages that never end. */
function graph(random: Random, ports: Ports): Record<string, unknown> {
  const text = () => trapUrl(random, ports, "/api/graphql");
  const pageInfo = { hasNextPage: true, endCursor: text(), hasPreviousPage: true, startCursor: text() };
  const node = {
    id: "gid://gitlab/Ci::Pipeline/1",
    iid: "1",
    name: text(),
    ref: text(),
    fullPath: text(),
    path: text(),
    webPath: text(),
    webUrl: text(),
    status: "SUCCESS",
    user: { id: "gid://gitlab/User/7", username: text(), webUrl: text() },
    environment: { name: text(), externalUrl: text() },
  };
  const many = { nodes: [node, node], edges: [{ node, cursor: text() }], pageInfo, count: 2 };
  const project = {
    ...node,
    id: "gid://gitlab/Project/1",
    archived: false,
    job: node,
    jobs: many,
    pipeline: { ...node, jobs: many },
    pipelines: many,
    environments: many,
    protectedEnvironments: many,
  };
  return {
    project,
    r0: many,
    r1: many,
    p0: many,
    d0: { errors: [text()] },
    d1: { errors: [] },
    currentUser: node,
    bulkDestroyJobArtifacts: { destroyedCount: 1, destroyedIds: [text()], errors: [text()] },
  };
}
