import type { Readable } from 'node:stream';
import { Header, StreamableFile, UseGuards, applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { LastingGuard } from '../staff-auth/lasting.guard.js';

const EVENT_STREAM = 'text/event-stream';

/** The route answers with server-sent events, for as long as the caller may see them. */
export const EventStream = (): MethodDecorator =>
  applyDecorators(
    UseGuards(LastingGuard),
    Header('cache-control', 'no-store'),
    // nginx would hold events back.
    Header('x-accel-buffering', 'no'),
    ApiHeader({
      name: 'Last-Event-ID',
      required: false,
      description: 'The id of the last event that was received: the stream goes on behind it.',
      schema: { type: 'string' },
    }),
    ApiProduces(EVENT_STREAM),
    ApiOkResponse({
      description: 'Events as they happen: `id` is the number, `data` the event as the feed has it, in JSON.',
      schema: { type: 'string' },
    }),
  );

export const toEventStream = (events: Readable): StreamableFile =>
  new StreamableFile(events, { type: EVENT_STREAM });
