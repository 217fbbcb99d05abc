import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { User } from './user.entity.js';
import { Username } from './username.entity.js';
import { UsernamesService } from './usernames.service.js';
import { UsersController } from './users.controller.js';
import { UsersQueries } from './users.queries.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([User, Username])],
  controllers: [UsersController],
  providers: [UsersService, UsersQueries, UsernamesService],
  exports: [UsersService, UsersQueries, UsernamesService],
})
export class UsersModule {}
