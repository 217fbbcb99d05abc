import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../common/actor.js';
import { CurrentActor } from '../http/current-actor.decorator.js';
import { IfMatch } from '../http/etag.js';
import { Id } from '../http/id.decorator.js';
import { PageSearchDto } from '../http/page.dto.js';
import { Permission } from '../http/permission.decorator.js';
import { CategoriesService } from './categories.service.js';
import {
  CategoryCreateDto,
  CategoryDto,
  CategoryListDto,
  CategoryUpdateDto,
  toCategoryDto,
  toCategoryListDto,
} from './category.dto.js';

/** The finer drawers of a department. */
@ApiTags('departments')
@Controller('departments/:id/categories')
export class CategoriesController {
  constructor(private readonly categories: CategoriesService) {}

  /** The categories of a department, in their order. */
  @Get()
  @Permission('departments/read')
  async listCategories(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Query() search: PageSearchDto,
  ): Promise<CategoryListDto> {
    return toCategoryListDto(await this.categories.page(actor, id, search));
  }

  /** One category. */
  @Get(':categoryId')
  @Permission('departments/read')
  async getCategory(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Id('categoryId') categoryId: number,
  ): Promise<CategoryDto> {
    return toCategoryDto(await this.categories.get(actor, id, categoryId));
  }

  /** Creates a category, by default after the last. */
  @Post()
  @Permission('departments/update')
  async createCategory(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Body() body: CategoryCreateDto,
  ): Promise<CategoryDto> {
    return toCategoryDto(await this.categories.create(actor, id, body));
  }

  /** Changes what is sent; `If-Match` guards against lost updates. */
  @Patch(':categoryId')
  @Permission('departments/update')
  async updateCategory(
    @CurrentActor() actor: Actor,
    @Id() id: number,
    @Id('categoryId') categoryId: number,
    @Body() body: CategoryUpdateDto,
    @IfMatch() version: number | undefined,
  ): Promise<CategoryDto> {
    return toCategoryDto(await this.categories.update(actor, id, categoryId, body, version));
  }
}
