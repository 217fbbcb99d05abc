/** What a sign-in gives; kept by the caller, it continues the session later. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
}

/** Who is signed in. However many requests find their token expired, it is renewed once. */
export class Session {
  private renewing: Promise<boolean> | undefined;

  constructor(
    private tokens: Partial<Tokens>,
    private readonly refresh: (refreshToken: string) => Promise<Tokens>,
    private readonly onTokens: (tokens: Tokens | undefined) => void,
  ) {}

  get accessToken(): string | undefined {
    return this.tokens.accessToken;
  }

  begin(tokens: Tokens): void {
    this.tokens = tokens;
    this.onTokens(tokens);
  }

  end(): void {
    this.tokens = {};
    this.onTokens(undefined);
  }

  /** Whether there is another token than the one that was refused. */
  async renew(refused: string): Promise<boolean> {
    const { accessToken, refreshToken } = this.tokens;
    if (accessToken !== refused) return accessToken !== undefined;
    if (refreshToken === undefined) return false;
    this.renewing ??= this.renewWith(refreshToken).finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  private async renewWith(refreshToken: string): Promise<boolean> {
    try {
      this.begin(await this.refresh(refreshToken));
      return true;
    } catch (error) {
      // Refused for good; anything else may pass, and the session with it goes on.
      if ((error as { status?: unknown }).status !== 401) throw error;
      this.end();
      return false;
    }
  }
}
