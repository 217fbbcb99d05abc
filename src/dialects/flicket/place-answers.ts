import { Injectable } from '@nestjs/common';
import { CategoriesService, type CategoryPlace } from '../../departments/categories.service.js';
import { DepartmentsService } from '../../departments/departments.service.js';
import type { FlicketCall } from './flicket-call.js';
import { notFound } from './flicket.errors.js';
import {
  categoryShape,
  departmentCategoryShape,
  departmentShape,
  pathOf,
  type CategoryShape,
  type DepartmentCategoryShape,
  type DepartmentShape,
} from './place.shapes.js';
import {
  pageOfAll,
  type CategoryPageShape,
  type DepartmentCategoryPageShape,
  type DepartmentPageShape,
} from './page.shapes.js';

/** Departments and their categories: few, and so read as a whole. */
@Injectable()
export class PlaceAnswers {
  constructor(
    private readonly departmentsService: DepartmentsService,
    private readonly categoriesService: CategoriesService,
  ) {}

  /** @throws DepartmentNotFound */
  async department(call: FlicketCall): Promise<DepartmentShape> {
    return departmentShape(call, await this.departmentsService.get(call.actor, call.id()));
  }

  async departments(call: FlicketCall): Promise<DepartmentPageShape> {
    const all = inOrder(await this.departmentsService.list(call.actor));
    return pageOfAll(call, { path: 'departments/', numbered: 'query' }, all, departmentShape);
  }

  async category(call: FlicketCall): Promise<CategoryShape> {
    return categoryShape(call, await this.one(call));
  }

  async categories(call: FlicketCall): Promise<CategoryPageShape> {
    const department_id = call.number('department_id');
    const department = call.text('department');
    const all = await this.all(call);
    const found = all.filter(
      (one) =>
        (department_id === undefined || one.departmentId === department_id) &&
        (department === undefined || one.departmentName === department),
    );
    const place = { path: 'categories/', numbered: 'query', filters: { department_id, department } } as const;
    return pageOfAll(call, place, found, categoryShape);
  }

  async departmentCategory(call: FlicketCall): Promise<DepartmentCategoryShape> {
    return departmentCategoryShape(call, await this.one(call));
  }

  async departmentCategories(call: FlicketCall): Promise<DepartmentCategoryPageShape> {
    const department_category = call.text('department_category');
    const department_id = call.number('department_id');
    const department = call.text('department');
    const all = await this.all(call);
    const found = all.filter(
      (one) =>
        (department_id === undefined || one.departmentId === department_id) &&
        (department === undefined || lower(one.departmentName).endsWith(lower(department))) &&
        (department_category === undefined || lower(pathOf(one)).includes(lower(department_category))),
    );
    const filters = { department_category, department_id, department };
    const place = { path: 'department_categories/', numbered: 'query', filters } as const;
    return pageOfAll(call, place, found, departmentCategoryShape);
  }

  private async one(call: FlicketCall): Promise<CategoryPlace> {
    const id = call.id();
    const category = (await this.categoriesService.all(call.actor)).find((one) => one.id === id);
    if (!category) throw notFound();
    return category;
  }

  private async all(call: FlicketCall): Promise<CategoryPlace[]> {
    return inOrder(await this.categoriesService.all(call.actor));
  }
}

const byName = new Intl.Collator('en');

const inOrder = <T extends { id: number; name: string }>(all: readonly T[]): T[] =>
  all.toSorted((a, b) => byName.compare(a.name, b.name) || a.id - b.id);

const lower = (text: string): string => text.toLowerCase();
