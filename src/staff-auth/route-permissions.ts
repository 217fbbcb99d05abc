import { Injectable, type OnModuleInit } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { PERMISSION_KEY, PUBLIC_KEY } from '../http/permission.decorator.js';
import { isPermission } from './permissions.js';

type Handler = (...args: never[]) => unknown;

/** Stops the process at start when a route says neither which permission it asks for nor that it is public. */
@Injectable()
export class RoutePermissions implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const faults = this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      const prototype = Object.getPrototypeOf(instance) as Record<string, Handler>;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name]!))
        .filter((name) => !this.isGuarded(prototype[name]!, metatype as new () => unknown))
        .map((name) => `${metatype?.name}.${name}`);
    });
    if (faults.length)
      throw new Error(`Routes without @Permission (of a known word) or @Public: ${faults.join(', ')}.`);
  }

  private isGuarded(handler: Handler, controller: new () => unknown): boolean {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_KEY, [handler, controller])) return true;
    return isPermission(
      this.reflector.getAllAndOverride<string>(PERMISSION_KEY, [handler, controller]) ?? '',
    );
  }
}
