import mysql from 'mysql2/promise';
import { serveBare } from './bare-server.mjs';
import { valuesOf } from './statements.mjs';

/* Bare Fastify and mysql2, with the pool's settings of the desk. */

const pool = mysql.createPool({
  uri: process.env.DATABASE_URL.replace('mariadb:', 'mysql:'),
  charset: 'utf8mb4_unicode_520_ci',
  timezone: 'Z',
  connectionLimit: 10,
});

await serveBare(findToken, runAll);

async function findToken(hash) {
  const [rows] = await pool.query('select id from api_tokens where tokenHash = ? and active = ?', [
    hash,
    true,
  ]);
  return rows.length > 0;
}

/** A transaction needs one connection; what stands outside of it may take any. */
async function runAll(template, run) {
  let connection;
  for (const { sql, parameters } of template) {
    if (sql === 'START TRANSACTION') connection = await pool.getConnection();
    const [result] = await (connection ?? pool).query(sql, valuesOf(parameters, run));
    run.results.push(result);
    if (sql === 'COMMIT') {
      connection.release();
      connection = undefined;
    }
  }
  return run.results;
}
