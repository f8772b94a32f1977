/** The projects that the garbage's door watches. */
export const watchedProjects = ["harbour/**"];

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/**
 * Whether a body names a watched project, read as simply as can be: nothing else may ever become a task. Old hooks name
 * theirs by an address only.
 */
export function namesWatched(body: Uint8Array): boolean {
  try {
    const hook = fieldsOf(JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body)));
    const { path_with_namespace: path } = fieldsOf(hook.project);
    if (typeof path === "string" && path !== "" && path.length <= 1024) return path.startsWith("harbour/");
    const { homepage, git_http_url: git } = fieldsOf(hook.repository);
    return [homepage, git].some((address) => typeof address === "string" && address.includes("/harbour/"));
  } catch {
    return false;
  }
}

const deepest = 64;
const mostKeys = 2000;

/** Whether a body is JSON that is nested deeper, or has an object of more keys, than a hook of GitLab may. */
export function isTooDeep(body: Uint8Array): boolean {
  try {
    return exceeds(JSON.parse(new TextDecoder().decode(body)), deepest);
  } catch {
    return false;
  }
}

function exceeds(value: unknown, levelsLeft: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  const parts = Object.values(value);
  const isWide = !Array.isArray(value) && parts.length > mostKeys;
  return levelsLeft === 0 || isWide || parts.some((part) => exceeds(part, levelsLeft - 1));
}
