import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, it } from 'vitest';
import { CONFIG_VARIABLES } from '../../src/config/variables.js';

const example = readFileSync('.env.example', 'utf8');

it('.env.example holds every variable the configuration reads with its default, and no other', () => {
  const defaults = Object.fromEntries(CONFIG_VARIABLES.map(({ name, default: value }) => [name, value]));
  expect(parseEnv(example)).toEqual(defaults);
});

it('.env.example explains each variable in the words of the configuration', () => {
  for (const { name, description } of CONFIG_VARIABLES)
    expect(example).toContain(`# ${description}\n${name}=`);
});
