import { accessSync, constants, existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { secretOf } from './app-secret.js';
import type { Config } from './config.js';
import { readEnvironment, readMailPlaces, type MailPlaces } from './environment.js';

/**
 * The configuration of this process: `.env` in the working folder (the environment wins, and what is given over it),
 * checked and frozen.
 * @throws ConfigError naming every fault at once.
 */
export function loadConfig(given: Record<string, string> = {}): Config {
  const config = loadSettings(given);
  return Object.freeze({ ...config, appSecret: config.appSecret || secretOf(config.dataDir) });
}

/** The same for who touches no folder: `appSecret` is empty where the environment has none. @throws ConfigError */
export function loadSettings(given: Record<string, string> = {}): Config {
  loadEnvironment();
  return readEnvironment({ ...process.env, ...given });
}

/**
 * The part that says where mails can be handed over; checks nothing and makes no secret. `.env` has secrets that a mail
 * server's account may not read: it then has MAIL_SOCKET from its environment.
 */
export function loadMailPlaces(): MailPlaces {
  if (isReadable('.env')) loadEnvironment();
  return readMailPlaces(process.env);
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function loadEnvironment(): void {
  if (existsSync('.env')) loadEnvFile('.env');
}
