import { Column, Entity, PrimaryGeneratedColumn, Table } from 'typeorm';
import { columns } from '../../../migrations/columns.ts';
import { openDatabase, type FlavourName, type OpenDatabase } from '../../support/database.js';

/** A table with a column of every kind, for the tests of this room alone. */
@Entity('notes')
export class Note {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 20 })
  title: string;

  @Column({ type: 'text', nullable: true })
  body: string | null;

  @Column({ type: 'boolean' })
  done: boolean;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  at: Date | null;
}

export async function openNotes(flavour: FlavourName, lockTimeoutMs?: number): Promise<OpenDatabase> {
  const desk = await openDatabase(flavour, { entities: [Note], lockTimeoutMs });
  // Connections older than the first migration still make tables in the server's default character set.
  await desk.dataSource.destroy();
  await desk.dataSource.initialize();
  const runner = desk.dataSource.createQueryRunner();
  const c = columns(runner);
  await runner.createTable(
    new Table({
      name: 'notes',
      columns: [
        c.id(),
        c.string('title', 20),
        c.optionalText('body'),
        c.boolean('done'),
        c.optionalTime('at'),
      ],
    }),
  );
  await runner.release();
  return desk;
}

export const note = (title: string) => ({ title, body: null, done: false, at: null });

export async function titles({ database }: OpenDatabase): Promise<string[]> {
  const rows = await database.query<{ title: string }>('select title from notes order by id');
  return rows.map((row) => row.title);
}
