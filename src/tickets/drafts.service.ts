import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { ENGLISH } from '../common/locales.js';
import { translate } from '../common/texts.js';
import { BodyForms } from '../messages/body-forms.js';
import { sourceOf, visibleTextOf, type StoredBody } from '../messages/message-body.js';
import type { MessageFormat } from '../messages/message.entity.js';
import { SettingsService } from '../settings/settings.service.js';
import { ThreadService } from './thread.service.js';

/** What is not said yet: how words will look, and what an answer begins with. */
@Injectable()
export class DraftsService {
  constructor(
    private readonly forms: BodyForms,
    private readonly thread: ThreadService,
    private readonly settings: SettingsService,
  ) {}

  /** The forms that a body would be kept in. @throws MessageTooLarge */
  preview(format: MessageFormat, body: string): Promise<StoredBody> {
    return this.forms.make(format, body);
  }

  /** A message as Markdown that quotes it: what is new in it, without what it quotes itself. @throws MessageNotFound */
  async quote(actor: Actor, messageId: number): Promise<string> {
    const message = await this.thread.get(actor, messageId);
    const words = message.format === 'markdown' ? sourceOf(message) : visibleTextOf(message);
    const values = { name: message.authorName, time: this.timeOf(message.createdAt) };
    const lines = words.trimEnd().split(/\r\n?|\n/);
    return [
      translate(this.settings.get('locale'), { key: 'words/quotation', values }),
      '',
      ...lines.map((line) => `> ${line}`.trimEnd()),
      '',
      '',
    ].join('\n');
  }

  private timeOf(at: string): string {
    const style = { dateStyle: 'long', timeStyle: 'short', timeZone: this.settings.get('timezone') } as const;
    const locale = this.settings.get('locale');
    return new Intl.DateTimeFormat(locale === ENGLISH ? 'en-GB' : locale, style).format(new Date(at));
  }
}
