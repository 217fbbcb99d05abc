import type { FastifyRequest } from 'fastify';
import { DrfRefusal, notFound } from './django-helpdesk.errors.js';

/** JSON is all that is spoken; who asks for Django's browsable pages gets it too. */
const SPOKEN = /^(\*\/\*|application\/(\*|json)|text\/(\*|html))$/;
const READ = /^(application\/json|application\/x-www-form-urlencoded|multipart\/form-data)$/;

/** @throws DrfRefusal 404 for an unknown `?format=`, 406 for an `Accept` that nothing fits */
export function requireSpoken({ headers, url }: Pick<FastifyRequest, 'headers' | 'url'>): void {
  const format = new URLSearchParams(url.split('?')[1]).get('format');
  if (format && format !== 'json' && format !== 'api') throw notFound();
  const wanted = (headers.accept ?? '*/*').split(',').map((type) => type.split(';', 1)[0]!.trim());
  if (!wanted.some((type) => SPOKEN.test(type)))
    throw new DrfRefusal(406, 'Could not satisfy the request Accept header.');
}

/** Of a body that there is. @throws DrfRefusal 415 */
export function requireReadable({ headers }: Pick<FastifyRequest, 'headers'>): void {
  const isEmpty = !Number(headers['content-length'] ?? 0) && headers['transfer-encoding'] === undefined;
  const type = headers['content-type'] ?? '';
  if (isEmpty || READ.test(type.split(';', 1)[0]!.trim().toLowerCase())) return;
  throw new DrfRefusal(415, `Unsupported media type "${type}" in request.`);
}
