import 'reflect-metadata';
import { Controller, Get, Module, Param, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { knownTokens } from './bare-server.mjs';
import { findToken, runAll } from './sqlite-runner.mjs';

/*
 * The least that Nest on Fastify can be: one controller a request, whose method runs what the bare server runs. By the
 * word it is started with:
 *   nest    nobody asks for the token
 *   guard   one guard asks, as the bare server does
 *   route   no controller: the route stands on Nest's own Fastify instance, a hook asks
 */

const [, , shape] = process.argv;
const { routes } = await new Promise((resolve) => process.once('message', resolve));
const isKnown = knownTokens(findToken);

const answer = ({ template }, id) =>
  runAll(template, { id: Number(id), results: [], now: new Date(Date.now()) });

class TokenGuard {
  canActivate(context) {
    return isKnown(context.switchToHttp().getRequest().headers.authorization);
  }
}

const controllers = shape === 'route' ? [] : routes.map(controllerOf);
class FloorModule {}
Module({ controllers })(FloorModule);
const app = await NestFactory.create(FloorModule, new FastifyAdapter(), { logger: false });
if (shape === 'route') addRoutes(app.getHttpAdapter().getInstance());
await app.listen(0, '127.0.0.1');
process.send({ port: app.getHttpServer().address().port });

function controllerOf(route) {
  class FloorController {
    run(id) {
      return answer(route, id);
    }
  }
  const { prototype } = FloorController;
  Param('id')(prototype, 'run', 0);
  Get(route.barePath)(prototype, 'run', Object.getOwnPropertyDescriptor(prototype, 'run'));
  if (shape === 'guard') UseGuards(TokenGuard)(FloorController);
  Controller()(FloorController);
  return FloorController;
}

function addRoutes(fastify) {
  fastify.addHook('onRequest', async (request, reply) => {
    if (!(await isKnown(request.headers.authorization))) return reply.code(401).send();
  });
  for (const route of routes) fastify.get(route.barePath, (request) => answer(route, request.params.id));
}
