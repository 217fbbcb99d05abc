/** django-helpdesk's numbers are the stored ones. */
export const PRIORITIES = { critical: 1, high: 2, normal: 3, low: 4, very_low: 5 } as const;
export type Priority = keyof typeof PRIORITIES;
export const PRIORITY_NAMES = Object.keys(PRIORITIES) as Priority[];

const NAME_OF = new Map<number, Priority>(PRIORITY_NAMES.map((name) => [PRIORITIES[name], name]));

export const priorityName = (stored: number): Priority => NAME_OF.get(stored)!;
