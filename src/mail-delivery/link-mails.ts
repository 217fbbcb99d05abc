import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { SettingsService } from '../settings/settings.service.js';
import type { LinkPurpose } from '../staff-auth/account-link.entity.js';
import { AccountLinksService, type LinkCause, type NewLink } from '../staff-auth/account-links.service.js';
import { MailPeople } from './mail-people.js';
import { MailTexts } from './mail-texts.js';
import type { Mail } from './mail.js';

const KINDS = {
  password: { event: 'password_link', url: 'password_link_url' },
  sign_in: { event: 'sign_in_link', url: 'sign_in_link_url' },
} as const satisfies Record<LinkPurpose, object>;
const WELCOME = { event: 'welcome', url: 'sign_in_link_url' } as const;

type Kind = (typeof KINDS)[LinkPurpose] | typeof WELCOME;

/** Mails that carry a one-time link. The link is made with the mail; asked for by nobody we know, it makes none. */
@Injectable()
export class LinkMails {
  constructor(
    private readonly links: AccountLinksService,
    private readonly people: MailPeople,
    private readonly texts: MailTexts,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  async linkAsked(cause: LinkCause): Promise<Mail[]> {
    return this.mails(KINDS[cause.purpose], await this.links.make(cause));
  }

  /** The welcome: never a password, but a link that signs in and lets the user choose one. */
  async userCreated({ userId }: { userId: number }): Promise<Mail[]> {
    return this.mails(WELCOME, await this.links.makeWelcome(userId));
  }

  private async mails({ event, url }: Kind, link: NewLink | undefined): Promise<Mail[]> {
    const person = link && (await this.people.reach(link));
    if (!person) return [];
    const address = this.settings
      .get(url)
      .replaceAll('{site}', this.settings.get('base_url'))
      .replaceAll('{token}', link.token);
    const content = await this.texts.render(event, {
      person,
      link: { link: address, token: link.token },
    });
    return content ? [{ ...content, event, to: person, cc: [], date: this.clock.now(), files: [] }] : [];
  }
}
