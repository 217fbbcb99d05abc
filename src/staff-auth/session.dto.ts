import type { OpenSession } from './sessions.service.js';

/** A sign-in on one device that is not over. */
export class SessionDto {
  /** @example 0b6f7a52-5c3e-4d5f-9a3c-0a7e4f6c1d2b */
  id: string;
  createdAt: Date;
  /** When its tokens were last renewed, which happens every quarter of an hour of use. */
  lastUsedAt: Date;
  /** Where it was last renewed from. @example 192.0.2.1 */
  address: string;
  /** The header `User-Agent` of then. */
  agent: string;
  /** Whether it is the one that asks. */
  current: boolean;
}

export class SessionListDto {
  items: SessionDto[];
}

export const toSessionListDto = (sessions: OpenSession[], currentId?: string): SessionListDto => ({
  items: sessions.map(({ id, createdAt, lastUsedAt, address, agent }) => ({
    id,
    createdAt,
    lastUsedAt,
    address,
    agent,
    current: id === currentId,
  })),
});
