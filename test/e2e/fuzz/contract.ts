import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { isEmailAddress } from '../../../src/common/email-address.js';

// oxlint-disable-next-line no-explicit-any -- a document that is read by its words
type Json = any;

export interface Operation {
  method: string;
  path: string;
  operationId: string;
  parameters: { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Json }[];
  /** Of the body, by media type; none: the operation takes no body. */
  bodies: Record<string, Json>;
  responses: Record<string, Json>;
  /** That a refusal may have, by status. */
  codes: Record<string, string[]>;
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

const DOCUMENT = 'desk';
const PROBLEM = 'application/problem+json';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const isDateTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text);

/** It has no end that one could wait for. */
const isStream = ({ responses }: Json): boolean => 'text/event-stream' in (responses[200]?.content ?? {});

/** The document of the desk as a judge of what the desk answers. */
export class Contract {
  readonly operations: Operation[];
  private readonly ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    formats: {
      'date-time': isDateTime,
      email: isEmailAddress,
      binary: true,
      double: true,
      uri: URL.canParse,
    },
  });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly document: Json) {
    this.operations = Object.entries<Json>(document.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method] && !isStream(item[method])).map((method) => ({
        method: method.toUpperCase(),
        path,
        operationId: item[method].operationId,
        parameters: item[method].parameters ?? [],
        bodies: Object.fromEntries(
          Object.entries<Json>(item[method].requestBody?.content ?? {}).map(([type, { schema }]) => [
            type,
            schema,
          ]),
        ),
        responses: item[method].responses,
        codes: item[method]['x-problem-codes'] ?? {},
      })),
    );
    this.ajv.addSchema(closed(document), DOCUMENT);
  }

  /** Follows a reference inside the document. */
  resolve(value: Json): Json {
    if (typeof value?.$ref !== 'string') return value;
    const target = value.$ref
      .slice(2)
      .split('/')
      .reduce((inside: Json, name: string) => inside[name], this.document);
    return this.resolve(target);
  }

  /** What an answer breaks, in a line; undefined: nothing. */
  fault(operation: Operation, answer: Answer): string | undefined {
    return this.rawFault(operation, answer)
      ?.replace(/"requestId":"[^"]*"/, '')
      .slice(0, 700);
  }

  private rawFault(
    { method, path, responses, codes }: Operation,
    { status, headers, text }: Answer,
  ): string | undefined {
    const contentType = String(headers['content-type'] ?? '');
    if (status >= 500 && status !== 503) return `answered ${status}: ${text.slice(0, 300)}`;
    const response = responses[status] && this.resolve(responses[status]);
    if (!response) return `${status} is not documented: ${text.slice(0, 200)}`;
    const types = Object.keys(response.content ?? {});
    if (types.length === 0) return text === '' ? undefined : `${status} has a body: ${text.slice(0, 100)}`;
    const type = contentType.split(';')[0]!;
    // A download comes with the type of its file.
    if (types.includes('application/octet-stream')) return undefined;
    if (!types.includes(type)) return `${status} comes as ${contentType}, not as ${types.join(' or ')}`;
    if (!type.endsWith('json')) return undefined;
    const body: Json = JSON.parse(text);
    if (type === PROBLEM && !codes[status]?.includes(body.code))
      return `${body.code} is no documented code of ${status}`;
    const place = [
      responses[status].$ref?.slice(2).split('/') ?? [
        'paths',
        path,
        method.toLowerCase(),
        'responses',
        status,
      ],
      'content',
      type,
      'schema',
    ].flat();
    return this.schemaFault(place, body);
  }

  private schemaFault(place: string[], body: unknown): string | undefined {
    const pointer = place
      .map((part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const validate = this.validators.get(pointer) ?? this.ajv.compile({ $ref: `${DOCUMENT}#/${pointer}` });
    this.validators.set(pointer, validate);
    if (validate(body)) return undefined;
    return `${pointer} does not fit: ${this.ajv.errorsText(validate.errors)} ${JSON.stringify(validate.errors?.[0]?.params)}`;
  }
}

/** A copy in which an answer may have no field that its schema does not name. */
function closed(document: Json): Json {
  return JSON.parse(JSON.stringify(document), (_, value: Json) =>
    value?.type === 'object' && value.properties && !('additionalProperties' in value)
      ? { ...value, additionalProperties: false }
      : value,
  );
}
