import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { LOCALES, type Locale } from '../common/locales.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** In which the caller reads what people are told. */
    readonly language: Locale;
  }
}

/** Gives every request its language; `usual` is that of the desk. */
export function nameLanguages(fastify: FastifyInstance, usual: () => Locale): void {
  fastify.decorateRequest('language', {
    getter(this: FastifyRequest): Locale {
      return languageOf(this, usual());
    },
  });
}

/** What the signed-in person chose, else what the header asks for, else that of the desk. */
function languageOf({ actor, headers }: FastifyRequest, usual: Locale): Locale {
  const own = actor && 'locale' in actor ? actor.locale : undefined;
  if (own && LOCALES.includes(own)) return own;
  // First: where everything is as welcome as anything else.
  const known = [usual, ...LOCALES.filter((locale) => locale !== usual)];
  return new Negotiator({ headers }).language(known) ?? usual;
}

/** Says in which language an answer is, and that another caller may get another one. */
export function markLanguage(reply: FastifyReply, language: Locale): void {
  const vary = reply.getHeader('vary');
  void reply
    .header('content-language', language)
    .header('vary', vary === undefined ? 'Accept-Language' : `${String(vary)}, Accept-Language`);
}

/** The language for a 2xx answer that holds sentences. */
export const Language = createParamDecorator((_: unknown, context: ExecutionContext): Locale => {
  const http = context.switchToHttp();
  const { language } = http.getRequest<FastifyRequest>();
  markLanguage(http.getResponse<FastifyReply>(), language);
  return language;
});
