import { Header, applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';

/** The route answers with a table, to be saved. */
export const AsCsv = (): MethodDecorator =>
  applyDecorators(
    Header('content-type', 'text/csv; charset=utf-8'),
    Header('content-disposition', 'attachment; filename="report.csv"'),
    ApiProduces('text/csv'),
    ApiOkResponse({ description: 'The table, with a line of names.', schema: { type: 'string' } }),
  );
