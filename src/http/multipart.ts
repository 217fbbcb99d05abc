import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';

/** Where files of a form go while they arrive. `S` is the sink's word for a staged file. */
export interface FileSink<S> {
  /** Reads the stream to its end, or resumes what it does not want: the form goes on behind it. */
  stage(content: Readable): Promise<S>;
  discard(staged: S): Promise<void>;
}

export interface FormFile<S> {
  field: string;
  /** As the sender gave it: not a path to trust. */
  name: string;
  staged: S;
}

export interface Form<S> {
  /** In the order of the form; a name may come more than once. */
  fields: [name: string, value: string][];
  files: FormFile<S>[];
}

export interface FormLimits {
  files: number;
  fields: number;
  /** Of one field. */
  fieldBytes: number;
  /** Of the whole body; a sender who goes on beyond it is cut off. */
  totalBytes: number;
}

/**
 * Reads a multipart form, streaming each file into `sink` as it arrives; without a sink files are read past.
 * A file part without name and content is an empty file input and counts as no file.
 * Whatever fails, staged files are discarded; the rest of the body is read past, so that clients which send
 * all before they listen get the answer.
 * @throws AppError `request.malformed_multipart` (400), `request.too_large` (413), `request.unsupported_media_type` (415),
 *   and what `sink.stage` throws.
 */
export async function receiveForm<S>(
  request: FastifyRequest,
  limits: FormLimits,
  sink?: FileSink<S>,
): Promise<Form<S>> {
  if (!request.isMultipart()) throw notMultipart();
  const form: Form<S> = { fields: [], files: [] };
  // Counted from the first byte on: the parser is attached in this same turn of the event loop.
  cutOffBeyond(request.raw, limits.totalBytes);
  try {
    for await (const part of partsOf(request, limits)) {
      if (part.type === 'field') form.fields.push([part.fieldname, textOf(part.value)]);
      else if (sink) await receiveFile(part, form.files, sink);
      else part.file.resume();
    }
    return form;
  } catch (error) {
    request.raw.unpipe();
    request.raw.resume();
    await Promise.allSettled(form.files.map((file) => sink?.discard(file.staged)));
    throw error;
  }
}

/** The parser's parts, its errors in our words, and nothing half: cut names and values are errors too. */
async function* partsOf(request: FastifyRequest, limits: FormLimits): AsyncGenerator<Multipart> {
  if (Number(request.headers['content-length']) > limits.totalBytes) throw tooLarge();
  const { files, fields, fieldBytes } = limits;
  // The sink bounds each file; the plugin's own bound would be the limit of JSON bodies.
  const options = { files, fields, parts: files + fields, fieldSize: fieldBytes, fileSize: Infinity };
  try {
    for await (const part of request.parts({ limits: options })) {
      if (part.fieldname === undefined) throw malformed();
      if (part.type === 'field' && part.valueTruncated) throw tooLarge();
      yield part;
    }
  } catch (error) {
    throw inOurWords(error);
  }
}

async function receiveFile<S>(part: MultipartFile, files: FormFile<S>[], sink: FileSink<S>): Promise<void> {
  let broken: unknown;
  part.file.once('error', (error) => (broken = error));
  const staged = await sink.stage(part.file).catch((error: unknown) => {
    throw error === broken ? inOurWords(error) : error;
  });
  if (!part.filename && part.file.bytesRead === 0) await sink.discard(staged);
  else files.push({ field: part.fieldname, name: part.filename ?? '', staged });
}

/** A part that calls itself JSON comes parsed; a field is text all the same. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function cutOffBeyond(raw: IncomingMessage, maxBytes: number): void {
  let received = 0;
  raw.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > maxBytes) raw.destroy();
  });
}

const LIMITS: ReadonlySet<unknown> = new Set(['FST_PARTS_LIMIT', 'FST_FILES_LIMIT', 'FST_FIELDS_LIMIT']);

function inOurWords(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return LIMITS.has((error as { code?: unknown }).code) ? tooLarge() : malformed();
}

const malformed = (): AppError =>
  new AppError('invalid', 'request.malformed_multipart', {
    status: 400,
  });

const tooLarge = (): AppError =>
  new AppError('invalid', 'request.too_large', {
    status: 413,
  });

const notMultipart = (): AppError =>
  new AppError('invalid', 'request.unsupported_media_type.multipart', {
    status: 415,
  });
