import { Injectable } from '@nestjs/common';
import { CategoriesService, type CategoryPlace } from '../../departments/categories.service.js';
import { CategoryNameTaken } from '../../departments/category.errors.js';
import { DepartmentNameTaken } from '../../departments/department.errors.js';
import { DepartmentsService } from '../../departments/departments.service.js';
import { TicketsService } from '../../tickets/tickets.service.js';
import type { FlicketCall } from './flicket-call.js';
import { FlicketRefusal } from './flicket.errors.js';
import { categoryShape, departmentShape, type CategoryShape, type DepartmentShape } from './place.shapes.js';
import { type TicketShape } from './ticket.shapes.js';
import { priorityOf } from './numbers.js';
import { TicketAnswers } from './ticket-answers.js';

const TITLE_MAX = 1_000;
const CONTENT_MAX = 4_000_000;
const NAME_MAX = 500;

const refuse = (message: string): FlicketRefusal => new FlicketRefusal(400, message);

/** What is sent to be made, checked in Flicket's order and refused in its words. */
@Injectable()
export class FlicketForms {
  constructor(
    private readonly tickets: TicketsService,
    private readonly departments: DepartmentsService,
    private readonly categories: CategoriesService,
    private readonly answers: TicketAnswers,
  ) {}

  async createTicket(call: FlicketCall, body: unknown): Promise<TicketShape> {
    const form = formOf(body);
    const title = lineOf(form['title']);
    const content =
      typeof form['content'] === 'string' && form['content'].trim() ? form['content'] : undefined;
    const { category_id: categoryId, ticket_priority_id: priorityId } = form;
    if (title === undefined || content === undefined || isAbsent(categoryId) || isAbsent(priorityId))
      throw refuse('Must include title, content, category_id and ticket_priority_id.');
    if (!isInteger(priorityId) || !isInteger(categoryId))
      throw refuse('ticket_priority_id and category_id must be integers.');
    requireLength('title', title, TITLE_MAX);
    requireLength('content', content, CONTENT_MAX);
    const category = (await this.categories.all(call.actor)).find(({ id }) => id === categoryId);
    if (!category) throw refuse('not a valid category_id');
    const priority = priorityOf(priorityId);
    if (!priority) throw refuse('not a valid ticket_priority_id');
    const { ticketId } = await this.tickets.open(call.actor, {
      departmentId: category.departmentId,
      categoryId,
      subject: title,
      body: content.toWellFormed(),
      format: 'markdown',
      priority,
    });
    return this.answers.ticket(call, ticketId);
  }

  async createDepartment(call: FlicketCall, body: unknown): Promise<DepartmentShape> {
    const name = lineOf(formOf(body)['department']);
    if (name === undefined) throw refuse('Must include department name.');
    requireLength('department', name, NAME_MAX);
    const department = await this.departments
      .create(call.actor, { name }, { uniqueName: true })
      .catch((error: unknown) => {
        throw error instanceof DepartmentNameTaken ? refuse('Department already created.') : error;
      });
    return departmentShape(call, department);
  }

  async createCategory(call: FlicketCall, body: unknown): Promise<CategoryShape> {
    const form = formOf(body);
    const name = lineOf(form['category']);
    const { department_id: departmentId } = form;
    if (name === undefined || isAbsent(departmentId))
      throw refuse('Must include category name and department_id');
    if (!isInteger(departmentId)) throw refuse('department_id must be an integer.');
    requireLength('category', name, NAME_MAX);
    const department = (await this.departments.list(call.actor)).find(({ id }) => id === departmentId);
    if (!department) throw refuse('not a valid department_id');
    const { id } = await this.categories
      .create(call.actor, departmentId, { name }, { uniqueName: true })
      .catch((error: unknown) => {
        throw error instanceof CategoryNameTaken
          ? refuse('Category within department already exists.')
          : error;
      });
    const place: CategoryPlace = { id, name, departmentId, departmentName: department.name };
    return categoryShape(call, place);
  }
}

const formOf = (body: unknown): Record<string, unknown> =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);

/** Names and titles are one line; undefined: there is no text. */
function lineOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return (
    value
      .toWellFormed()
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim() || undefined
  );
}

/** Characters as Python counts them. */
function requireLength(field: string, text: string, max: number): void {
  if ([...text].length > max) throw refuse(`${field} must have at most ${max} characters.`);
}
