/** Where a person spoke: through the API (the CLI among others), in a chat, or in a comment in GitLab. */
export const voices = ["api", "slack", "mattermost", "comment"] as const;
export type Voice = (typeof voices)[number];
