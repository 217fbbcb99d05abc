import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CategoriesController } from './categories.controller.js';
import { CategoriesService } from './categories.service.js';
import { Category } from './category.entity.js';
import { Department } from './department.entity.js';
import { DepartmentsController } from './departments.controller.js';
import { DepartmentsService } from './departments.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Department, Category])],
  controllers: [DepartmentsController, CategoriesController],
  providers: [DepartmentsService, CategoriesService],
  exports: [DepartmentsService, CategoriesService],
})
export class DepartmentsModule {}
