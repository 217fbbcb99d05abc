import type { OpenAPIObject } from '@nestjs/swagger';

/** A schema or anything that holds schemas; the document is plain JSON by now. */
type Json = { [name: string]: unknown };

const SCHEMAS = '#/components/schemas/';

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Calls `visit` for every object of the document, the inner ones first. */
export function eachObject(value: unknown, visit: (found: Json) => void): void {
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) eachObject(inner, visit);
  if (isObject(value)) visit(value);
}

/** What the library says less well than OpenAPI 3.1 can. */
export function tidySchemas(document: OpenAPIObject): void {
  eachObject(document, (found) => {
    countInIntegers(found);
    referToOne(found);
    chooseFreely(found);
    // What has a default may be left out, though its field of the DTO always has a value.
    if ('in' in found && isObject(found['schema']) && 'default' in found['schema']) found['required'] = false;
  });
  // In a change, absent means "leave": the defaults are those of a creation.
  for (const [name, schema] of Object.entries(document.components!.schemas!))
    if (name.endsWith('UpdateDto')) eachObject(schema, (found) => delete found['default']);
}

/** The library knows JavaScript's numbers; every number of ours is a whole one unless its format says otherwise. */
function countInIntegers(schema: Json): void {
  const { type, format } = schema;
  if (format === 'double') return;
  if (type === 'number') schema['type'] = 'integer';
  if (Array.isArray(type)) schema['type'] = type.map((one) => (one === 'number' ? 'integer' : one));
}

/** The library adds the type that it sees in the code to a choice of several. */
function chooseFreely(schema: Json): void {
  if (Array.isArray(schema['oneOf']) || Array.isArray(schema['anyOf'])) delete schema['type'];
}

/** A reference may have a description beside it since 3.1, and needs no `allOf` of one. */
function referToOne(schema: Json): void {
  const { allOf } = schema;
  if (!Array.isArray(allOf) || allOf.length !== 1) return;
  delete schema['allOf'];
  Object.assign(schema, allOf[0]);
}

/** Every list of words is a schema of its own, so that generated clients have one name for it. */
export function nameEnums(document: OpenAPIObject): void {
  const schemas = document.components!.schemas as Record<string, Json>;
  const names = new Map<string, string>();
  for (const [name, { enum: words }] of Object.entries(schemas))
    if (Array.isArray(words)) names.set(JSON.stringify(words), name);
  const name = (schema: Json, owner: string, property: string): void => {
    if (!isWords(schema['enum'])) return;
    const words = schema['enum'].filter((word) => word !== null);
    const key = JSON.stringify(words);
    if (!names.has(key)) {
      names.set(key, freeName(schemas, owner, property));
      schemas[names.get(key)!] = { type: 'string', enum: words };
    }
    refer(schema, names.get(key)!);
  };
  for (const [owner, { properties = {} }] of Object.entries(schemas))
    for (const [property, schema] of Object.entries(properties as Record<string, Json>)) {
      name(schema, owner, property);
      if (isObject(schema['items'])) name(schema['items'], owner, property.replace(/s$/, ''));
    }
  eachObject(document.paths, (found) => {
    for (const parameter of (found['parameters'] ?? []) as Json[])
      for (const schema of [parameter['schema'], (parameter['schema'] as Json | undefined)?.['items']])
        if (isObject(schema)) name(schema, String(found['operationId']), String(parameter['name']));
  });
  for (const [path, item] of Object.entries(document.paths)) nameParts(path, item as Json, schemas);
}

/** What stands for a word in a path is one of the words of the thing: `/mail-templates/{event}` a `MailTemplateEvent`. */
function nameParts(path: string, item: Json, schemas: object): void {
  const thing = path.split('/').find((part) => part && !/^(api|v\d+)$/.test(part)) ?? '';
  const owner = thing.replace(/s$/, '').split('-').map(upperFirst).join('');
  eachObject(item, (found) => {
    const words = `${owner}${upperFirst(String(found['name']))}`;
    if (found['in'] === 'path' && words in schemas) found['schema'] = { $ref: SCHEMAS + words };
  });
}

/** Words of which there is a choice. */
const isWords = (words: unknown): words is (string | null)[] =>
  Array.isArray(words) &&
  words.length > 1 &&
  words.every((word) => word === null || typeof word === 'string');

function refer(schema: Json, name: string): void {
  const reference = { $ref: SCHEMAS + name };
  const mayBeNull = (schema['enum'] as unknown[]).includes(null);
  delete schema['enum'];
  delete schema['type'];
  if (mayBeNull) schema['anyOf'] = [reference, { type: 'null' }];
  else Object.assign(schema, reference);
}

/** A word as common as `state` takes its owner's name in front, and the whole of it where two of a family differ. */
function freeName(schemas: object, owner: string, property: string): string {
  const own = upperFirst(property);
  const whose = upperFirst(owner.replace(/(Create|Update|Created|Input|Search)?(Dto)?$/, ''));
  const whole = upperFirst(owner.replace(/Dto$/, ''));
  const names = [/[a-z][A-Z]/.test(own) ? own : whose + own, whose + own, whole + own];
  const free = names.find((name) => !(name in schemas));
  if (!free) throw new Error(`No schema name is left for the words of ${owner}.${property}.`);
  return free;
}

const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
