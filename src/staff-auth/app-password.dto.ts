import { IsString, Length } from 'class-validator';
import { IsLine } from '../http/is-line.decorator.js';
import type { AppPassword } from './app-password.entity.js';

export class AppPasswordDto {
  id: number;
  /** @example The calendar of my phone */
  name: string;
  createdAt: Date;
  /** Exact to a minute. */
  lastUsedAt: Date | null;
}

export class AppPasswordListDto {
  items: AppPasswordDto[];
}

export class AppPasswordCreateDto {
  /** The program it is for. @example The calendar of my phone */
  @IsString()
  @IsLine()
  @Length(1, 255)
  name: string;
}

export class AppPasswordCreatedDto extends AppPasswordDto {
  /** Shown only now. For `Authorization: Basic`, with the username. */
  password: string;
}

export const toAppPasswordDto = ({ id, name, createdAt, lastUsedAt }: AppPassword): AppPasswordDto => ({
  id,
  name,
  createdAt,
  lastUsedAt,
});
