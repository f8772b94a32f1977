/** What a job is given that declares it under `inputs` (GitLab 18.10), by name. */
export type Inputs = Readonly<Record<string, string | number | boolean | readonly (string | number | boolean)[]>>;
