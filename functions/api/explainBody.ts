import * as z from "zod";

const JobId = z.int({ error: "expected a job's number" }).min(1);
const File = z.strictObject({ file: z.string().min(1).max(1000), text: z.string() });
const Entry = z.string().regex(/^\d{13}-.{0,100}$/, { error: "expected the id of a journal entry" });

/** What shall be explained: a job, the body of a hook, or a journal entry; and how. */
export const ExplainBody = z
  .strictObject({
    job: z
      .strictObject({
        project: z.union([z.int().min(1), z.string().min(1).max(1000)]),
        id: JobId,
        /** Of the address that the job was named by: it must be this source's GitLab. */
        host: z.string().max(300).exactOptional(),
      })
      .exactOptional(),
    payload: z.record(z.string(), z.unknown()).exactOptional(),
    headers: z.record(z.string(), z.string()).exactOptional(),
    entry: Entry.exactOptional(),
    /** Of an event with several jobs only this one. */
    jobId: JobId.exactOptional(),
    rule: z.string().min(1).max(200).exactOptional(),
    /** `false`: of GitLab only the job itself is asked for. */
    look: z.boolean().exactOptional(),
    /** The rules that the entry names, not those of now. */
    asOf: z.boolean().exactOptional(),
    /** Rules that are not applied, in place of the active ones. */
    rules: z.array(File).min(1, { error: "expected at least one file" }).exactOptional(),
  })
  .superRefine(({ job, payload, entry, asOf, rules }, context) => {
    const given = [job, payload, entry].filter((one) => one !== undefined).length;
    const say = (message: string) => context.addIssue({ code: "custom", message });
    if (given !== 1) say("expected one of `job`, `payload` and `entry`");
    if (asOf && entry === undefined) say("`asOf` goes with `entry`: the rules that it names");
    if (asOf && rules) say("give either `asOf` or `rules`");
  });
export type ExplainBody = z.infer<typeof ExplainBody>;
