import type { CategoryPlace } from '../../departments/categories.service.js';
import type { Department } from '../../departments/department.entity.js';
import type { FlicketCall } from './flicket-call.js';
import type { Numbered } from './numbers.js';

/* What tickets are sorted by. See flicket.shapes.ts. */

export class StatusLinksShape {
  self: string;
  statuses: string;
}

export class StatusShape {
  id: number;
  links: StatusLinksShape;
  /** @example "In Work" */
  status: string;
}

export const statusShape = (call: FlicketCall, { id, name }: Numbered): StatusShape => ({
  id,
  links: { self: call.url(`status/${id}`), statuses: call.url('statuses/') },
  status: name,
});

export class PriorityLinksShape {
  priorities: string;
  self: string;
}

export class PriorityShape {
  id: number;
  links: PriorityLinksShape;
  /** @example "medium" */
  priority: string;
}

export const priorityShape = (call: FlicketCall, { id, name }: Numbered): PriorityShape => ({
  id,
  links: { priorities: call.url('priorities/'), self: call.url(`priority/${id}`) },
  priority: name,
});

export class DepartmentLinksShape {
  departments: string;
  self: string;
}

export class DepartmentShape {
  department: string;
  id: number;
  links: DepartmentLinksShape;
}

export const departmentShape = (call: FlicketCall, { id, name }: Department): DepartmentShape => ({
  department: name,
  id,
  links: { departments: call.url('departments/'), self: call.url(`department/${id}`) },
});

export class CategoryLinksShape {
  categories: string;
  department: string;
  self: string;
}

export class CategoryShape {
  category: string;
  /** Its name. */
  department: string;
  id: number;
  links: CategoryLinksShape;
}

export const categoryShape = (call: FlicketCall, category: CategoryPlace): CategoryShape => ({
  category: category.name,
  department: category.departmentName,
  id: category.id,
  links: {
    categories: call.url('categories/'),
    department: call.url(`department/${category.departmentId}`),
    self: call.url(`category/${category.id}`),
  },
});

export class DepartmentCategoryLinksShape {
  category: string;
  department: string;
  department_categories: string;
  self: string;
}

export class DepartmentCategoryShape {
  category: string;
  category_id: number;
  department: string;
  /** @example "Quality / Manuals" */
  department_category: string;
  department_id: number;
  links: DepartmentCategoryLinksShape;
}

export const pathOf = ({ departmentName, name }: CategoryPlace): string => `${departmentName} / ${name}`;

export const departmentCategoryShape = (
  call: FlicketCall,
  category: CategoryPlace,
): DepartmentCategoryShape => ({
  category: category.name,
  category_id: category.id,
  department: category.departmentName,
  department_category: pathOf(category),
  department_id: category.departmentId,
  links: {
    category: call.url(`category/${category.id}`),
    department: call.url(`department/${category.departmentId}`),
    department_categories: call.url('department_categories/'),
    self: call.url(`department_category/${category.id}`),
  },
});
