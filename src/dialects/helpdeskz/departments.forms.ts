import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/actor.js';
import type { Department } from '../../departments/department.entity.js';
import { DepartmentNotFound } from '../../departments/department.errors.js';
import { DepartmentsService, type DepartmentInput } from '../../departments/departments.service.js';
import { requireAll } from './fields.js';
import type { HelpdeskzForm } from './helpdeskz-form.js';
import { charactersIn, idOf, isFilled } from './php.js';

const NAME_MAX = 500;

/** What the departments' endpoints are told, checked field by field. */
@Injectable()
export class DepartmentsForms {
  constructor(private readonly departments: DepartmentsService) {}

  /** @throws DepartmentNotFound */
  async department(actor: Actor, id: string): Promise<Department> {
    const known = idOf(id);
    if (known === undefined) throw new DepartmentNotFound();
    return this.departments.get(actor, known);
  }

  /** Both fields are required, also for a change. */
  async input(form: HelpdeskzForm): Promise<DepartmentInput> {
    const name = form.text('name');
    const type = form.text('private');
    await requireAll(checkName(name), checkType(type));
    return { name: name!, private: type === '1' };
  }
}

function checkName(name: string | undefined): string | undefined {
  if (!isFilled(name)) return 'Department name is missing.';
  return charactersIn(name) > NAME_MAX ? 'Department name is too long.' : undefined;
}

function checkType(type: string | undefined): string | undefined {
  if (!isFilled(type)) return 'Department type is missing.';
  return type === '0' || type === '1' ? undefined : 'Department type must be 0 or 1';
}
