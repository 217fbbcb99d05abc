import { Injectable } from '@nestjs/common';
import { ENGLISH, LOCALES } from '../common/locales.js';
import { fieldOfVariable, fieldVariable, placeholdersIn } from '../common/placeholders.js';
import { sourceOf } from '../common/texts.js';
import { CustomFieldValuesService } from '../custom-fields/custom-field-values.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { PublicLinksService } from '../tickets/public-links.service.js';
import { MailTemplatesService, type TemplateInForce } from './mail-templates.service.js';
import { definitionOf, type MailEvent } from './templates/mail-events.js';
import { valuesOf, type MailSubject } from './templates/template-values.js';
import { fillTemplate, type Template } from './templates/template.js';

/** What a mail says: its template, filled. */
@Injectable()
export class MailTexts {
  constructor(
    private readonly templates: MailTemplatesService,
    private readonly settings: SettingsService,
    private readonly fields: CustomFieldValuesService,
    private readonly links: PublicLinksService,
  ) {}

  /** Whether this mail is written in any language. */
  async isOn(event: MailEvent): Promise<boolean> {
    const templates = await Promise.all(LOCALES.map((locale) => this.templates.get(event, locale)));
    return templates.some(({ enabled }) => enabled);
  }

  /** In the language of the person, of the ticket's department, or of the desk; undefined where this mail is switched off. */
  async render(event: MailEvent, subject: MailSubject): Promise<Template | undefined> {
    const chosen = subject.person.locale ?? subject.ticket?.departmentLocale ?? this.settings.get('locale');
    // Its file may have been taken away since.
    const locale = LOCALES.includes(chosen) ? chosen : ENGLISH;
    const template = await this.templates.get(event, locale);
    if (!template.enabled) return undefined;
    const values = valuesOf(subject, this.templates.deskValues(), locale);
    const publicUrl = await this.publicUrlOf(template, subject);
    const fields = await this.fieldsOf(template, subject);
    return fillTemplate(template, { ...values, ...fields, ...(publicUrl && { publicUrl }) });
  }

  /** A link is made for the mail that shows it. */
  private async publicUrlOf(
    { subject, text, html }: TemplateInForce,
    { ticket, linkFor }: MailSubject,
  ): Promise<string | undefined> {
    const isShown = placeholdersIn(`${subject}${text}${html}`).includes('publicUrl');
    return isShown && ticket && linkFor ? this.links.addressFor(ticket.id, linkFor) : undefined;
  }

  /** What the ticket has in the custom fields that a template shows. */
  private async fieldsOf(
    { event, locale, subject, text, html }: TemplateInForce,
    { ticket }: MailSubject,
  ): Promise<Record<string, string>> {
    if (!ticket || !placeholdersIn(`${subject}${text}${html}`).some(fieldOfVariable)) return {};
    const [yes, no] = [sourceOf(locale, 'words/yes'), sourceOf(locale, 'words/no')];
    const texts = await this.fields.texts({ kind: definitionOf(event).to }, [ticket], { yes, no });
    const own = Object.entries(texts.get(ticket.id) ?? {});
    return Object.fromEntries(own.map(([name, value]) => [fieldVariable(name), value]));
  }
}
