import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export interface ForeignAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** How a dialect says an error, wherever in the request it arose: before routing, in a guard, in a service. */
export interface ForeignDoor {
  /** The path it is mounted under, `/helpdeskz/api`. */
  mount: string;
  answer(error: unknown, request: FastifyRequest): ForeignAnswer;
  /** What stands for a JSON body that cannot be read; absent: an empty one. */
  unreadable?(text: string): unknown;
}

/** The dialects that are mounted. Their bodies are read leniently and their errors worded by themselves. */
@Injectable()
export class ForeignDoors {
  private readonly doors: ForeignDoor[] = [];

  open(door: ForeignDoor): void {
    this.doors.push(door);
  }

  of(url: string): ForeignDoor | undefined {
    return this.doors.find(
      ({ mount }) => url.startsWith(mount) && ['/', '?', undefined].includes(url[mount.length]),
    );
  }
}
