import { PickType } from '@nestjs/swagger';
import { StaffUpdateDto } from './staff.dto.js';

/** What a person may change about themselves. */
export class ProfileUpdateDto extends PickType(StaffUpdateDto, [
  'fullName',
  'email',
  'notifications',
  'jobTitle',
  'locale',
]) {}
