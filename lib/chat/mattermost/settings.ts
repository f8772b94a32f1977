/** A Mattermost server, and whose jobs its people speak about. */
export interface MattermostSettings {
  readonly source: string;
  /** The server's address, e.g. `https://chat.example.com`; answers go to no other origin. */
  readonly url: string;
  /** Ids of the teams that it is believed for. */
  readonly teams: readonly string[];
  /** The tokens of its slash commands, all of them live; the first seals new buttons. */
  readonly commandTokens: readonly string[];
  /**
   * The server's public keys, as `AsymmetricSigningPublicKey` of `{url}/api/v4/config/client?format=old` tells: with them no
   * request is believed whose trigger the server did not sign for that very person; without, whoever can read a button's
   * context in the server's database may click in anybody's name.
   */
  readonly signingKeys?: readonly string[];
  readonly botToken?: string;
  /** Where its buttons are sent: our own `POST /chat/mattermost`. */
  readonly actionsUrl: string;
}
