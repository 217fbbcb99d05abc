import { STATUS_CODES } from 'node:http';
import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { VERSION } from '../common/version.js';
import { METHODS, completeAnswers, type Operation } from './document-answers.js';
import { nameEnums, tidySchemas } from './document-schemas.js';
import { BEARER } from './permission.decorator.js';
import { ProblemDto } from './problem.dto.js';

type Documented = Type | DynamicModule;

/** One API in words: the native one, or that of a dialect. */
export interface ApiDocument {
  /** Where Swagger UI shows it; its JSON is at `<path>/openapi.json`. */
  path: string;
  title: string;
  /** Markdown. */
  description: string;
  modules: Documented[];
  /** Of a dialect: how it knows its callers, and the shape of its refusals by content type. */
  foreign?: {
    security?: { name: string; scheme: SecurityScheme };
    /** Of single routes. */
    otherSecurity?: { name: string; scheme: SecurityScheme };
    refusal: Record<string, Type>;
  };
  /** What the desk sends to others, by name. */
  webhooks?: Record<string, object>;
}

type SecurityScheme = Parameters<DocumentBuilder['addSecurity']>[1];

/** Every status from 400 to 499; the library's type knows only single ones. */
const ANY_REFUSAL = '4XX' as unknown as number;

/** The document of an API, OpenAPI 3.1, made from its controllers. */
export function createDocument(app: INestApplication, document: ApiDocument, publicUrl = ''): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(document.title)
    .setDescription(document.description)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer(publicUrl || '/');
  if (document.foreign) describeForeign(builder, document.foreign);
  else describeNative(builder);
  const made = SwaggerModule.createDocument(app, builder.build(), {
    include: document.modules.map((module) => ('module' in module ? module.module : module)) as Type[],
    operationIdFactory: (_controller, method) => method,
    extraModels: document.foreign ? modelsOf(document.foreign) : [ProblemDto],
  });
  const completed = complete(withoutAliases(made), !document.foreign);
  return document.webhooks
    ? { ...completed, webhooks: document.webhooks as OpenAPIObject['paths'] }
    : completed;
}

/** From here on the document is plain JSON, and completed from what it says itself: new routes come for free. */
function complete(made: OpenAPIObject, isNative: boolean): OpenAPIObject {
  const document = JSON.parse(JSON.stringify(made)) as OpenAPIObject;
  tidySchemas(document);
  if (!isNative) return document;
  nameEnums(document);
  completeAnswers(document);
  return document;
}

function describeNative(builder: DocumentBuilder): void {
  builder
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        description: 'An access token of staff or of a user, or an API token.',
      },
      BEARER,
    )
    .addBasicAuth(
      {
        type: 'http',
        scheme: 'basic',
        description:
          'For programs that know nothing else: a username of staff with an app password, or with its own password where the account neither has nor must have a second factor.',
      },
      'basic',
    )
    .addSecurityRequirements(BEARER)
    .addSecurityRequirements('basic')
    .addGlobalResponse({
      status: ANY_REFUSAL,
      description: 'A problem (RFC 9457) with a stable `code`; `errors` names each faulty field.',
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
    });
}

type Foreign = NonNullable<ApiDocument['foreign']>;

function describeForeign(builder: DocumentBuilder, { security, otherSecurity, refusal }: Foreign): void {
  if (otherSecurity) builder.addSecurity(otherSecurity.name, otherSecurity.scheme);
  if (security) builder.addSecurity(security.name, security.scheme).addSecurityRequirements(security.name);
  const content = Object.entries(refusal).map(([type, model]) => [
    type,
    { schema: model === String ? { type: 'string' } : { $ref: getSchemaPath(model) } },
  ]);
  builder.addGlobalResponse({
    status: ANY_REFUSAL,
    description: 'The caller or the request is refused.',
    content: Object.fromEntries(content) as Record<string, { schema: object }>,
  });
}

const modelsOf = ({ refusal }: Foreign): Type[] => Object.values(refusal).filter((model) => model !== String);

/** An endpoint that has several paths is documented once, by the first of them. */
function withoutAliases(document: OpenAPIObject): OpenAPIObject {
  const seen = new Set<string>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      // Of `[0]`, `[1]` … the first stands for all.
      operation.operationId = operation.operationId!.replace(/\[\d+\]$/, '');
      if (seen.has(operation.operationId)) delete item[method];
      seen.add(operation.operationId);
      putInWords(operation);
    }
    if (!METHODS.some((method) => item[method])) delete document.paths[path];
  }
  return document;
}

/** A comment of several clauses is the description, as Markdown; its first one, as plain text, is the summary. */
function putInWords(operation: Operation): void {
  const text = operation.summary?.replace(/\s+/g, ' ') ?? '';
  const first = /^.*?(?=[.:;]( |$))/.exec(text)?.[0] ?? text;
  if (text !== `${first}.` || text.includes('`')) operation.description = text;
  operation.summary = `${first.replaceAll('`', '')}.`;
  for (const [status, response] of Object.entries(operation.responses))
    if (response && 'description' in response) response.description ||= STATUS_CODES[status] ?? '';
}

/** Swagger UI and JSON of each document, made when first asked for; who opens the desk itself is sent there. */
export function serveDocuments(
  app: NestFastifyApplication,
  documents: ApiDocument[],
  publicUrl: string,
): void {
  app
    .getHttpAdapter()
    .get('/', (_request: FastifyRequest, reply: FastifyReply) => void reply.redirect(`${publicUrl}/docs`));
  for (const document of documents)
    SwaggerModule.setup(document.path, app, () => createDocument(app, document, publicUrl), {
      jsonDocumentUrl: `${document.path}/openapi.json`,
      yamlDocumentUrl: `${document.path}/openapi.yaml`,
      customSiteTitle: document.title,
      // A long list: its headings first, and a field to find one of them.
      swaggerOptions: { docExpansion: 'none', filter: true, displayRequestDuration: true },
    });
}
