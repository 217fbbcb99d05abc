import type { Department } from '../../departments/department.entity.js';

/** JSON as Python prints it: blanks after commas and colons, and nothing but ASCII. Clients may compare the bytes. */
export function queuesText(departments: readonly Department[]): string {
  const queues = departments
    .toSorted((a, b) => byTitle.compare(a.name, b.name) || a.id - b.id)
    .map(({ id, name }) => `{"id": "${id}", "title": ${ascii(JSON.stringify(name))}}`);
  return `[${queues.join(', ')}]`;
}

const byTitle = new Intl.Collator('en');

const ascii = (text: string): string =>
  text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
