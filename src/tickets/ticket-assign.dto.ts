import { IsInt } from 'class-validator';

export class TicketAssignDto {
  /** An active staff member. */
  @IsInt()
  assigneeId: number;
}
