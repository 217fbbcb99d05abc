import { Desk } from './desk.js';
import { type RoundRobin, roundRobin } from './round-robin.js';
import type { LoadFile } from './server.js';

export interface Replicas {
  /** Of the proxy in front of them. */
  url: string;
  desk: Desk;
  proxy: RoundRobin;
  stop: () => Promise<void>;
}

/** Two servers of one desk on MariaDB behind a round-robin proxy. */
export async function startReplicas(options: {
  load: LoadFile;
  env?: Record<string, string>;
}): Promise<Replicas> {
  const desk = await Desk.create('mariadb', { ADMIN_PASSWORD: 'a password nobody types', ...options.env });
  try {
    const loaded = await desk.load(options.load);
    if (loaded.code !== 0) throw new Error(loaded.stderr);
    const servers = await Promise.all([desk.serve(), desk.serve()]);
    const proxy = await roundRobin(servers.map(({ url }) => url));
    const stop = async (): Promise<void> => {
      await proxy.close();
      const ended = await Promise.all(servers.map((server) => server.stop()));
      await desk.remove();
      for (const { code, stdout, stderr } of ended)
        if (code !== 0) throw new Error(`a replica ended with code ${code}\n${stdout}${stderr}`);
    };
    return { url: proxy.url, desk, proxy, stop };
  } catch (error) {
    await desk.remove();
    throw error;
  }
}
