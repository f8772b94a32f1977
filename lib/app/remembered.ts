import type { GitLabReads } from "../core/gitlab.ts";

/** The same looks, each sent once however often it is asked for: within one look at a job, GitLab is taken to stand still. */
export function remembered(reads: GitLabReads): GitLabReads {
  const answers = new Map<string, unknown>();
  return new Proxy(reads, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return (...given: unknown[]) => {
        const key = `${String(name)} ${JSON.stringify(given)}`;
        if (!answers.has(key)) answers.set(key, Reflect.apply(method, target, given));
        return answers.get(key);
      };
    },
  });
}
