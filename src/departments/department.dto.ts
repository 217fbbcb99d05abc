import { ApiProperty } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import type { Page } from '../common/page.js';
import { PageDto } from '../http/page.dto.js';
import { DEPARTMENT_LOCALES, type Department, type DepartmentLocale } from './department.entity.js';

export class DepartmentDto {
  id: number;
  /** @example Support */
  name: string;
  /** Its name in addresses; it stays when the department is renamed. @example support */
  slug: string;
  /** A private department takes no tickets from the public. */
  private: boolean;
  /** Anybody may open tickets in it without signing in, unless it is private. */
  publicSubmission: boolean;
  /** Mails to it open tickets; answers to its mails are taken all the same. */
  emailSubmission: boolean;
  /** Language of the mails about its tickets; null: that of the desk. */
  @ApiProperty({ enum: DEPARTMENT_LOCALES, enumName: 'DepartmentLocale', nullable: true })
  locale: DepartmentLocale | null;
  /** The desk's own people who hear of each new ticket; users are not told. */
  newTicketCc?: string[];
  /** The desk's own people who hear of all that happens to its tickets, notes included; users are not told. */
  updatedTicketCc?: string[];
  /** The staff member who gets its new tickets; users are not told. */
  @ApiProperty({ type: 'integer', nullable: true, required: false })
  defaultAssigneeId?: number | null;
  /** Days without movement after which a ticket is escalated; null: never. Users are not told. */
  @ApiProperty({ type: 'integer', nullable: true, required: false })
  escalateDays?: number | null;
  /** Place in lists, ascending. */
  position: number;
  createdAt: Date;
  updatedAt: Date;
  /** Row version; the ETag. */
  version: number;
}

export class DepartmentListDto {
  items: DepartmentDto[];
  page: PageDto;
}

/** How the desk works is not for users. */
export const toDepartmentDto = (department: Department, actor: Actor): DepartmentDto => ({
  id: department.id,
  name: department.name,
  slug: department.slug,
  private: department.private,
  publicSubmission: department.publicSubmission,
  emailSubmission: department.emailSubmission,
  locale: department.locale,
  ...(actor.kind !== 'user' && {
    newTicketCc: department.newTicketCc,
    updatedTicketCc: department.updatedTicketCc,
    defaultAssigneeId: department.defaultAssigneeId,
    escalateDays: department.escalateDays,
  }),
  position: department.position,
  createdAt: department.createdAt,
  updatedAt: department.updatedAt,
  version: department.version,
});

export const toDepartmentListDto = ({ items, page }: Page<Department>, actor: Actor): DepartmentListDto => ({
  items: items.map((department) => toDepartmentDto(department, actor)),
  page,
});
