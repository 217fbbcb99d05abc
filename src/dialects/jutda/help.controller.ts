import { All, Controller, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../http/permission.decorator.js';
import { HELP } from './help-page.js';

/** The page about the methods, for anybody and by any verb. */
@ApiExcludeController()
@Public()
@Controller('jutda/api/help')
export class JutdaHelpController {
  @All()
  @Header('content-type', 'text/html; charset=utf-8')
  help(): string {
    return HELP;
  }
}
