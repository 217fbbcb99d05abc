import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PersonWord } from './person-word.entity.js';
import { PersonWordsService } from './person-words.service.js';
import { User } from './user.entity.js';
import { Username } from './username.entity.js';
import { UsersController } from './users.controller.js';
import { UsersQueries } from './users.queries.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([User, Username, PersonWord])],
  controllers: [UsersController],
  providers: [UsersService, UsersQueries, PersonWordsService],
  exports: [UsersService, UsersQueries, PersonWordsService],
})
export class UsersModule {}
