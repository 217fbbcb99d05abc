import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { IntlMessageFormat } from 'intl-messageformat';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { eachNode, sourceTree } from '../../scripts/laws/source-tree.mjs';
import { problemCodes } from '../../scripts/problem-codes.mjs';
import { placeholdersIn } from '../../src/common/placeholders.js';
import { MAIL_EVENT_NAMES } from '../../src/mail-delivery/templates/mail-events.js';
import { ENGLISH, LOCALES } from '../../src/common/locales.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const tree = sourceTree(ROOT);

type Catalogue = Record<string, Record<string, string>>;
const catalogue = (locale: string): Catalogue =>
  JSON.parse(readFileSync(`${ROOT}src/locales/${locale}.json`, 'utf8'));

const english = catalogue(ENGLISH);
/** Mails have variables in double braces, which administrators know; all else are ICU messages. */
const isMail = (section: string): boolean => section === 'mails';

const keysOf = (texts: Catalogue): string[] =>
  Object.entries(texts)
    .flatMap(([section, entries]) => Object.keys(entries).map((name) => `${section}/${name}`))
    .toSorted();

/** The names in braces, those within the branches of a plural or a choice too. */
function placeholdersOf(message: string): string[] {
  const names = new Set<string>();
  const collect = (part: unknown): void => {
    if (Array.isArray(part)) return part.forEach(collect);
    if (typeof part !== 'object' || part === null) return;
    // 0 is text, 7 the number of a plural; all others are named by what fills them.
    const { type, value, options } = part as { type: number; value: unknown; options?: object };
    if (type !== 0 && type !== 7 && typeof value === 'string') names.add(value);
    for (const branch of Object.values(options ?? {})) collect((branch as { value: unknown }).value);
  };
  collect(new IntlMessageFormat(message, ENGLISH, undefined, { ignoreTag: true }).getAst());
  return [...names].toSorted();
}

const namesIn = (section: string, text: string): string[] =>
  isMail(section) ? placeholdersIn(text).toSorted() : placeholdersOf(text);

/** Of every string in the sources that may be a key. */
const literals = new Set<string>();
/** `key` with the names of the values it is given, where both stand there. */
const given: { place: string; key: string; values: string[] }[] = [];
/** The rules that DTOs have by decorator. */
const rules = new Set<string>();

const WITHOUT_RULE = ['IsOptional', 'ValidateIf', 'ValidateBy', 'Validate', 'ValidatorConstraint'];
const RULE_OF: Record<string, string> = { Length: 'isLength', ValidateNested: 'nestedValidation' };
const snakeCase = (rule: string): string => rule.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const KINDS = ['invalid', 'unauthenticated', 'forbidden', 'not_found', 'conflict', 'limited', 'unavailable'];
const textIn = (node: ts.Node | undefined): string | undefined =>
  node && ts.isStringLiteralLike(node) ? node.text : undefined;

for (const file of tree.typescript('src')) {
  const source: ts.SourceFile = tree.ast(file);
  const validators = new Set<string>();
  eachNode(source, (node: ts.Node) => {
    if (ts.isImportDeclaration(node) && node.moduleSpecifier.getText() === "'class-validator'")
      for (const { name } of (node.importClause?.namedBindings as ts.NamedImports | undefined)?.elements ??
        [])
        validators.add(name.text);
    if (ts.isStringLiteralLike(node)) literals.add(node.text);
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) literals.add(node.name.text);
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return;
    const called = node.expression.getText();
    if (/^[A-Z]/.test(called) && validators.has(called) && !WITHOUT_RULE.includes(called))
      rules.add(snakeCase(RULE_OF[called] ?? called[0]!.toLowerCase() + called.slice(1)));
    const [first] = node.arguments ?? [];
    if (
      ['ValidateBy', 'ValidatorConstraint'].includes(called) &&
      first &&
      ts.isObjectLiteralExpression(first)
    )
      for (const property of first.properties)
        if (property.name?.getText() === 'name' && ts.isPropertyAssignment(property))
          rules.add(snakeCase((property.initializer as ts.StringLiteral).text));
  });
  eachNode(source, (node: ts.Node) => {
    const found = keyAndValues(node);
    if (found) given.push({ place: `${file}: ${found.key}`, ...found });
  });
}

function propertyOf(node: ts.Node | undefined, name: string): ts.Expression | undefined {
  if (!node || !ts.isObjectLiteralExpression(node)) return undefined;
  const property = node.properties.find((one) => one.name?.getText() === name);
  return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** What a place in the sources says, where its key and the names of its values stand there as they are. */
function keyAndValues(node: ts.Node): { key: string; values: string[] } | undefined {
  if (ts.isObjectLiteralExpression(node)) {
    const key = textIn(propertyOf(node, 'key'));
    const isElsewhere = node.properties.some(
      (one) => ts.isShorthandPropertyAssignment(one) && one.name.text === 'values',
    );
    return key?.includes('/') && !isElsewhere ? withValues(key, propertyOf(node, 'values')) : undefined;
  }
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
  const called = node.expression.getText();
  const [first, second, third] = node.arguments ?? [];
  const [a, b] = [textIn(first), textIn(second)];
  if ((called === 'AppError' || called === 'super') && a && KINDS.includes(a) && b)
    return withValues(`problems/${b}`, propertyOf(third, 'values'));
  if ((called === 'InvalidInput.field' || called === 'fieldFault') && b)
    return withValues(`faults/${b}`, third);
  if (called === 'wrong' && a) return withValues(`faults/${a}`, second);
  if (/^(words|(out|TERMINAL)\.(say|tell|words))$/.test(called) && a)
    return withValues(`commands/${a}`, second);
  return undefined;
}

function withValues(key: string, values: ts.Node | undefined): { key: string; values: string[] } | undefined {
  if (!values) return { key, values: [] };
  if (!ts.isObjectLiteralExpression(values)) return undefined;
  if (values.properties.some(ts.isSpreadAssignment)) return undefined;
  return { key, values: values.properties.map((one) => one.name!.getText()).toSorted() };
}

describe('the catalogues', () => {
  it.each(LOCALES)('has in %s every text that there is, and no other', (locale) => {
    expect(keysOf(catalogue(locale))).toEqual(keysOf(english));
  });

  it.each(LOCALES)('fills the same placeholders in %s, and each text can be read', (locale) => {
    const texts = catalogue(locale);
    const differing = Object.entries(english).flatMap(([section, entries]) =>
      Object.entries(entries).filter(
        ([name, text]) =>
          namesIn(section, text).join() !== namesIn(section, texts[section]?.[name] ?? '').join(),
      ),
    );
    expect(differing).toEqual([]);
  });

  it('has a sentence for every code that the native API can answer', () => {
    const missing = problemCodes(tree).filter(({ code }: { code: string }) => !english['problems']![code]);
    expect(
      missing
        .map(({ code }: { code: string }) => code)
        // Only ever with a variant.
        .filter(
          (code: string) => !Object.keys(english['problems']!).some((key) => key.startsWith(`${code}.`)),
        ),
    ).toEqual([]);
  });

  it('has a sentence for every rule of a field', () => {
    expect(rules.size).toBeGreaterThan(15);
    expect([...rules].filter((rule) => !english['faults']![rule])).toEqual([]);
  });

  it('has no text that nothing says', () => {
    const { mails, ...others } = english;
    const events = MAIL_EVENT_NAMES.flatMap((event) => [`${event}.subject`, `${event}.text`]);
    expect(Object.keys(mails!).toSorted()).toEqual(events.toSorted());
    const unused = keysOf(others).filter((key) => {
      const name = key.slice(key.indexOf('/') + 1);
      // Statuses and the like are named by what they are.
      if (key.startsWith('words/') && literals.has(name.slice(name.indexOf('.') + 1))) return false;
      const isRule = key.startsWith('faults/') && rules.has(name);
      return !literals.has(key) && !literals.has(name) && !isRule;
    });
    expect(unused).toEqual([]);
  });

  it('is given what its placeholders name, wherever something is said', () => {
    expect(given.length).toBeGreaterThan(150);
    const faulty = given.filter(({ key, values }) => {
      const [section, ...name] = key.split('/');
      return placeholdersOf(english[section!]?.[name.join('/')] ?? '').join() !== values.join();
    });
    expect(faulty.map(({ place, values }) => `${place} is given ${values.join(', ')}`)).toEqual([]);
  });

  it('writes French as it is written: no straight apostrophe in a word, no plain blank before : ; ! ?', () => {
    const faulty = Object.values(catalogue('fr'))
      .flatMap((entries) => Object.values(entries))
      .filter((text) => /\p{L}'\p{L}| [:;!?»]|« /u.test(text));
    expect(faulty).toEqual([]);
  });
});
