import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
import { fieldFault, InvalidInput, type FieldFault } from '../common/errors.js';
import type { FaultKey, Text, TextValues } from '../common/texts.js';
import type { Wording } from './wording.js';

/**
 * Unknown fields are refused, known ones converted where the DTO says so; every fault is named by its JSON pointer.
 * Rules are read from the top: a DTO says the type of a field first.
 */
export const validationPipe = (): ValidationPipe =>
  new DtoPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    // Its class has the bounds of the rule that it breaks.
    validationError: { target: true },
    exceptionFactory: (errors) => new InvalidInput(errors.flatMap((error) => faultsOf(error, ''))),
  });

/** Of one DTO; longer queries (with a cursor) hardly come twice. */
const REMEMBERED_MAX = 200;
const REMEMBERED_LENGTH_MAX = 200;

class DtoPipe extends ValidationPipe {
  private readonly queries = new Map<unknown, Map<string, unknown>>();

  /**
   * Single values stay as they came: the framework would read `0x1` as a number before `@Id()` sees it. Queries that were
   * found good are remembered: most lists are asked for in the same few words, and reading them takes a tenth of the time.
   */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (!metadata.metatype || !this.toValidate(metadata)) return value;
    if (metadata.type !== 'query') return super.transform(value, metadata);
    const known = this.queriesOf(metadata.metatype);
    const words = JSON.stringify(value);
    return known.get(words) ?? this.remember(known, words, await super.transform(value, metadata));
  }

  private queriesOf(dto: unknown): Map<string, unknown> {
    const known = this.queries.get(dto) ?? new Map<string, unknown>();
    this.queries.set(dto, known);
    return known;
  }

  private remember(known: Map<string, unknown>, words: string, query: unknown): unknown {
    if (words.length > REMEMBERED_LENGTH_MAX) return query;
    if (known.size >= REMEMBERED_MAX) known.clear();
    // Many requests share it.
    known.set(words, Object.freeze(query));
    return query;
  }
}

function faultsOf(error: ValidationError, parent: string): FieldFault[] {
  const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  // Decorators are applied from the bottom up: the last rule is the first one of the DTO.
  const broken = Object.entries(error.constraints ?? {}).at(-1);
  const children = (error.children ?? []).flatMap((child) => faultsOf(child, pointer));
  return broken ? [inWords(pointer, error, broken[0]), ...children] : children;
}

function inWords(pointer: string, error: ValidationError, rule: string): FieldFault {
  const { property, value, contexts } = error;
  if (rule === 'whitelistValidation') return fieldFault(pointer, 'unknown', { field: property });
  if (value === undefined) return fieldFault(pointer, 'required', { field: property });
  const usual: Wording = { key: snakeCase(rule) as FaultKey };
  const { key, values } = (contexts?.[rule] as Wording | undefined) ?? usual;
  return fieldFault(pointer, key, { ...boundsOf(error, rule), ...values });
}

const snakeCase = (rule: string): string => rule.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What a rule was given (`first`, `second`), and the field it is for. */
function boundsOf({ target, property }: ValidationError, rule: string): TextValues {
  const field: Text = { key: 'words/each', values: { field: property } };
  const all = target
    ? getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', false, false)
    : [];
  const own = all.find((one) => one.propertyName === property && nameOf(one) === rule);
  const [first = '', second = ''] = (own?.constraints ?? []).map((bound: unknown) =>
    Array.isArray(bound) ? bound.join(', ') : typeof bound === 'number' ? bound : String(bound),
  );
  return { field: own?.each ? field : property, first, second };
}

/** A rule that is a class has its name there. */
const nameOf = ({ name, type, constraintCls }: ValidationMetadata): string =>
  name ??
  (constraintCls && getMetadataStorage().getTargetValidatorConstraints(constraintCls)[0]?.name) ??
  type;
