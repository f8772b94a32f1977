/** What a subject does: one look at a job, one retry. It resolves with what it was told of the job. */
export interface Caller {
  look(jobId: number): Promise<Told>;
  retry(jobId: number): Promise<Told>;
}

/** A job, or that GitLab has said no. */
export type Told =
  | { readonly id: number; readonly status: string }
  | { readonly refused: number; readonly said: string };

/** What is asked, how often at once, and how long. */
export interface Asked {
  readonly what: keyof Caller;
  readonly concurrency: number;
  readonly millis: number;
  /** No more calls than this are begun. Missing: as many as the time allows. */
  readonly most?: number;
}

/** What came of a round in which each that was answered asked again. */
export interface Round {
  readonly calls: number;
  /** User's and system's, of the whole process. */
  readonly cpuMicros: number;
  readonly millis: number;
}

/** Asks for so long, and waits for the last answers. */
export async function loop(
  call: () => Promise<unknown>,
  { concurrency, millis, most = Infinity }: Asked,
): Promise<Round> {
  let calls = 0;
  const began = performance.now();
  const before = process.cpuUsage();
  const one = async () => {
    do {
      calls++;
      await call();
    } while (calls < most && performance.now() - began < millis);
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  const { user, system } = process.cpuUsage(before);
  return { calls, cpuMicros: user + system, millis: performance.now() - began };
}
