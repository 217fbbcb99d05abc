import { Injectable } from '@nestjs/common';
import { MEBIBYTE } from '../attachments/file-size.js';
import { LOCALES } from '../common/locales.js';
import { CustomFieldsService } from '../custom-fields/custom-fields.service.js';
import type { FieldDefinition } from '../custom-fields/field-definition.js';
import type { Department } from '../departments/department.entity.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { SettingsService } from '../settings/settings.service.js';

export interface PublicSettings {
  title: string;
  languages: readonly string[];
  language: string;
  timezone: string;
  maintenance: boolean;
  attachments: { enabled: boolean; maxFiles: number; maxBytes: number; extensions: string[] };
  departments: Department[];
  customFields: FieldDefinition[];
}

/** What anybody may know of the desk: what a form for tickets needs. */
@Injectable()
export class PublicSettingsService {
  constructor(
    private readonly settings: SettingsService,
    private readonly departments: DepartmentsService,
    private readonly fields: CustomFieldsService,
  ) {}

  async get(): Promise<PublicSettings> {
    const values = this.settings.all();
    return {
      title: values.site_name,
      languages: LOCALES,
      language: values.locale,
      timezone: values.timezone,
      maintenance: values.maintenance,
      attachments: {
        enabled: values.ticket_attachment,
        maxFiles: values.ticket_attachment_number,
        maxBytes: Math.floor(values.ticket_file_size * MEBIBYTE),
        extensions: values.ticket_file_type,
      },
      departments: await this.departments.listPublic(),
      customFields: await this.fields.visible({ kind: 'user' }),
    };
  }
}
