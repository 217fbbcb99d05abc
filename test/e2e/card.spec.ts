import { existsSync, globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** The product card: what Switchdesk says it is made of. */
const PACKAGES = [
  '@nestjs/core',
  '@nestjs/common',
  '@nestjs/platform-fastify',
  '@nestjs/typeorm',
  '@nestjs/swagger',
  '@nestjs/testing',
  '@nestjs/passport',
  '@nestjs/schedule',
  'passport',
  'typeorm',
  'mysql2',
  'class-validator',
  'nodemailer',
  'imapflow',
];

const MODULES = [
  'tickets',
  'messages',
  'departments',
  'users',
  'staff-auth',
  'attachments',
  'config',
  'jobs',
  'mailboxes',
  'mail-ingest',
];

const TOP = [
  'package.json',
  'nest-cli.json',
  'tsconfig.json',
  'src',
  'test',
  'migrations',
  'docker',
  '.env.example',
];

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

/** Every specifier that a file under src or test imports, types included. */
const imported = new Set(
  globSync(['src/**/*.ts', 'test/**/*.ts']).flatMap((file) =>
    ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName),
  ),
);

describe('the product card', () => {
  it.for(PACKAGES)('%s is a dependency that something imports', (name) => {
    expect({ ...manifest.dependencies, ...manifest.devDependencies }).toHaveProperty([name]);
    expect([...imported].filter((path) => path === name || path.startsWith(`${name}/`))).not.toEqual([]);
  });

  it.for(MODULES)('%s is a module', (name) => {
    const file = `src/${name}/${name}.module.ts`;
    expect(existsSync(file), file).toBe(true);
    expect(readFileSync('src/app.module.ts', 'utf8')).toContain(`/${name}/${name}.module.js'`);
  });

  it.for(TOP)('%s exists', (path) => {
    expect(existsSync(path)).toBe(true);
  });

  it('has a version that npm and people read alike', () => {
    expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(readFileSync('CHANGELOG.md', 'utf8')).toContain(manifest.version);
  });
});
