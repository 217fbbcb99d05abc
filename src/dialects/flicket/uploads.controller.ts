import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OwnGuard } from '../../http/permission.decorator.js';
import { Reads } from './endpoint.decorator.js';
import { Call, FlicketCall } from './flicket-call.js';
import { PageFields } from './flicket.fields.js';
import { FlicketGuard } from './flicket.guard.js';
import { UploadShape } from './attached.shapes.js';
import { UploadPageShape } from './page.shapes.js';
import { UploadAnswers } from './upload-answers.js';

/** Files of tickets and posts. */
@ApiTags('uploads')
@OwnGuard(FlicketGuard)
@Controller('flicket-api')
export class FlicketUploadsController {
  constructor(private readonly answers: UploadAnswers) {}

  /** One file. */
  @Reads(['upload/:id'], { permission: 'attachments/download', answers: UploadShape })
  getUpload(@Call() call: FlicketCall): Promise<UploadShape> {
    return this.answers.upload(call);
  }

  /** The files of all tickets that one may see. */
  @Reads(['uploads', 'uploads/:page'], {
    permission: 'attachments/download',
    answers: UploadPageShape,
    query: PageFields,
  })
  listUploads(@Call() call: FlicketCall): Promise<UploadPageShape> {
    return this.answers.uploads(call);
  }
}
