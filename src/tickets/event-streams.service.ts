import type { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { EventBell } from '../events/event-bell.js';
import type { FeedEvent } from '../events/events.service.js';
import { OpenStreams } from '../http/open-streams.js';
import { toFeedEventDto } from './event.dto.js';
import { EventFeedService, type EventSearch } from './event-feed.service.js';

const PART = 100;
/** Proxies close what is silent; and this soon a stream ends whose session has. */
const HEARTBEAT_MS = 15_000;
/** What clients wait before they come back. */
const RETRY_MS = 3_000;

/** The feed as server-sent events: goes on where `Last-Event-ID` (or `after`) says, else with what happens from now on. */
@Injectable()
export class EventStreamsService {
  private readonly logger = new Logger('Events');

  constructor(
    private readonly feed: EventFeedService,
    private readonly bell: EventBell,
    private readonly streams: OpenStreams,
  ) {}

  /** @throws TooManyStreams */
  open(request: FastifyRequest, search: EventSearch): Readable {
    const { recheck, actor } = request;
    if (!actor || !recheck) throw new Error('A stream needs the guard that can be asked again.');
    const last = request.headers['last-event-id'];
    const after = typeof last === 'string' && /^\d{1,15}$/.test(last) ? Number(last) : search.after;
    // HEAD is answered by what GET begins with.
    const isHead = request.method === 'HEAD';
    return this.streams.stream(actor, (signal) =>
      this.parts(recheck, { ...search, after }, isHead ? AbortSignal.abort() : signal),
    );
  }

  private async *parts(
    recheck: NonNullable<FastifyRequest['recheck']>,
    search: EventSearch,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    yield `retry: ${RETRY_MS}\n\n`;
    try {
      let after = search.after ?? (await this.bell.latest());
      while (!signal.aborted) {
        // Before it is read: what comes meanwhile rings.
        const ring = this.bell.wait(HEARTBEAT_MS, signal);
        const actor = await recheck();
        if (!actor) return;
        const part = await this.feed.read(actor, { ...search, after, limit: PART });
        for (const event of part.events) yield toServerSentEvent(event);
        // Who comes back need not go through again what was not for them.
        if (part.position > (part.events.at(-1)?.number ?? after)) yield `id: ${part.position}\n\n`;
        after = part.position;
        if (!part.more && !(await ring)) yield ':\n\n';
      }
    } catch (error) {
      // The client comes back by itself, and goes on where it was.
      this.logger.warn(`A stream of events ended: ${String(error)}`);
    }
  }
}

const toServerSentEvent = (event: FeedEvent): string =>
  `id: ${event.number}\ndata: ${JSON.stringify(toFeedEventDto(event))}\n\n`;
