import { Injectable, createParamDecorator, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { receiveForm, type FormLimits } from '../../http/multipart.js';
import { BasicSignInService } from '../../staff-auth/basic-sign-in.service.js';
import { JutdaForm } from './jutda-form.js';
import { JutdaRefusal } from './jutda.errors.js';
import { JUTDA_METHOD, type JutdaMethodName, type MethodOptions } from './method.decorator.js';

declare module 'fastify' {
  interface FastifyRequest {
    jutdaForm?: JutdaForm;
  }
}

/** The fields of the request, once the guard has read them. */
export const Form = createParamDecorator(
  (_: unknown, context: ExecutionContext): JutdaForm =>
    context.switchToHttp().getRequest<FastifyRequest>().jutdaForm!,
);

/** No method takes files; what comes along is read past. */
const LIMITS: FormLimits = {
  files: 20,
  fields: 200,
  fieldBytes: 10 * 1024 * 1024,
  totalBytes: 40 * 1024 * 1024,
};

/** POST, then name and password out of the form, then what the account may do: in the order of the original. */
@Injectable()
export class JutdaGuard implements CanActivate {
  constructor(
    private readonly signIn: BasicSignInService,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.method !== 'POST') throw new JutdaRefusal(405, 'Invalid request method');
    const method = this.reflector.get<(MethodOptions & { name: JutdaMethodName }) | undefined>(
      JUTDA_METHOD,
      context.getHandler(),
    );
    const form = await formOf(request);
    request.jutdaForm = form;
    const actor = await this.signIn.verify(credentialsIn(form, method?.name), request.ip);
    if (method && !actor.permissions.has(method.permission))
      throw new JutdaRefusal(403, 'This account may not do that');
    request.actor = actor;
    return true;
  }
}

/** The documentation's sample names the account `username`; that counts wherever it is no parameter of the method. */
function credentialsIn(
  form: JutdaForm,
  method: JutdaMethodName | undefined,
): { username: string; password: string } {
  const username = form.filled('user') ?? (method === 'find_user' ? undefined : form.filled('username'));
  const password = form.text('password');
  if (!username || !password) throw new JutdaRefusal(403, 'Invalid username or password');
  return { username, password };
}

async function formOf(request: FastifyRequest): Promise<JutdaForm> {
  if (request.body instanceof URLSearchParams) return new JutdaForm(request.body);
  if (!request.isMultipart()) return new JutdaForm([]);
  return new JutdaForm((await receiveForm(request, LIMITS)).fields);
}
