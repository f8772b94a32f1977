import { Jobs } from "@gitbeaker/rest";

const atOnce = 10;

/**
 * All pages of all projects, ten projects at once. Its own limit is 600 lists of jobs in `limitSeconds`; without that only its
 * retry is left, as it is where another process uses the same token.
 */
export async function walk({ url, token, projects, perPage, limitSeconds, onJobs }) {
  const limits =
    limitSeconds === undefined ? { rateLimits: { "**": 1_000_000_000 } } : { rateLimitDuration: limitSeconds };
  const jobs = new Jobs({ host: url, token, ...limits });
  const rest = projects.values();
  let isOver = false;
  async function lane() {
    for (const project of rest) {
      if (isOver) return;
      const found = await jobs.all(project, { pagination: "keyset", orderBy: "id", sort: "desc", perPage });
      onJobs(found.length);
    }
  }
  const lanes = Array.from({ length: atOnce }, () =>
    lane().catch((error) => {
      isOver = true;
      throw error;
    }),
  );
  const ends = await Promise.allSettled(lanes);
  const failed = ends.find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;
}
