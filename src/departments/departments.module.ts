import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CategoriesController } from './categories.controller.js';
import { CategoriesService } from './categories.service.js';
import { Category } from './category.entity.js';
import { Department } from './department.entity.js';
import { DepartmentsController } from './departments.controller.js';
import { DepartmentsService } from './departments.service.js';
import { EscalationExclusion } from './escalation-exclusion.entity.js';
import { EscalationExclusionsController } from './escalation-exclusions.controller.js';
import { EscalationExclusionsService } from './escalation-exclusions.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Department, Category, EscalationExclusion])],
  controllers: [DepartmentsController, CategoriesController, EscalationExclusionsController],
  providers: [DepartmentsService, CategoriesService, EscalationExclusionsService],
  exports: [DepartmentsService, CategoriesService, EscalationExclusionsService],
})
export class DepartmentsModule {}
