import { Access, unknownSources } from "./access.ts";
import { Sources } from "./sources.ts";

/** All that `penstock.yaml` holds; the build makes two settings of it, of which only the API gets the second. */
export const Deployment = Sources.safeExtend({ access: Access.exactOptional() }).superRefine(
  ({ sources, access }, context) => {
    const ids = sources.map(({ id }) => id);
    for (const { path, message } of unknownSources(access ?? [], ids))
      context.addIssue({ code: "custom", path: ["access", ...path], message });
  },
);
