import { Injectable, RequestMethod, type OnModuleInit } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { NATIVE_PREFIX } from '../http/native-prefix.js';
import { PERMISSION_KEY, PUBLIC_KEY } from '../http/permission.decorator.js';
import { isPermission } from './permissions.js';

type Handler = (...args: never[]) => unknown;

/** A method that answers a route. */
interface Route {
  /** Class and method, for people who look for it. */
  name: string;
  /** `GET /api/v1/tickets/{id}`. */
  route: string;
  /** Undefined: public. */
  permission: string | undefined;
  isGuarded: boolean;
}

/** Which permission each route asks for. Stops the process at start when one says neither that nor that it is public. */
@Injectable()
export class RoutePermissions implements OnModuleInit {
  private byPermission: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const routes = this.routes();
    const faults = routes.filter(({ isGuarded }) => !isGuarded).map(({ name }) => name);
    if (faults.length)
      throw new Error(`Routes without @Permission (of a known word) or @Public: ${faults.join(', ')}.`);
    const byPermission = Map.groupBy(routes, ({ permission }) => permission ?? '');
    this.byPermission = new Map(
      [...byPermission].map(([permission, of]) => [permission, of.map(({ route }) => route).toSorted()]),
    );
  }

  /** The native routes that ask for the permission. */
  routesOf(permission: string): readonly string[] {
    return this.byPermission.get(permission) ?? [];
  }

  private routes(): Route[] {
    return this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      const prototype = Object.getPrototypeOf(instance) as Record<string, Handler>;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name]!))
        .map((name) => this.routeOf(prototype[name]!, metatype as new () => unknown, name));
    });
  }

  private routeOf(handler: Handler, controller: new () => unknown, name: string): Route {
    const isPublic = this.reflector.getAllAndOverride<boolean>(PUBLIC_KEY, [handler, controller]);
    const permission = this.reflector.getAllAndOverride<string>(PERMISSION_KEY, [handler, controller]);
    const pathOf = (of: object): string => [Reflect.getMetadata(PATH_METADATA, of)].flat().join();
    const path = [pathOf(controller), pathOf(handler)].join('/').split('/').filter(Boolean).join('/');
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
    return {
      name: `${controller.name}.${name}`,
      route: `${method} ${path === 'metrics' ? '/' : NATIVE_PREFIX}${path.replace(/:(\w+)/g, '{$1}')}`,
      permission: isPublic ? undefined : permission,
      isGuarded: isPublic === true || isPermission(permission ?? ''),
    };
  }
}
