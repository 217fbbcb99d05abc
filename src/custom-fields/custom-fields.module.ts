import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DepartmentsModule } from '../departments/departments.module.js';
import { CustomFieldDepartment } from './custom-field-department.entity.js';
import { CustomFieldValue } from './custom-field-value.entity.js';
import { CustomFieldValuesService } from './custom-field-values.service.js';
import { CustomField } from './custom-field.entity.js';
import { CustomFieldsController } from './custom-fields.controller.js';
import { CustomFieldsService } from './custom-fields.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([CustomField, CustomFieldDepartment, CustomFieldValue]),
    DepartmentsModule,
  ],
  controllers: [CustomFieldsController],
  providers: [CustomFieldsService, CustomFieldValuesService],
  exports: [CustomFieldsService, CustomFieldValuesService],
})
export class CustomFieldsModule {}
