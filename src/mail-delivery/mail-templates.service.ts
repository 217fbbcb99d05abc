import { Injectable } from '@nestjs/common';
import { authorOf, type Actor } from '../common/actor.js';
import { Clock } from '../common/clock.js';
import { InvalidInput, type FieldFault, fieldFault } from '../common/errors.js';
import { LOCALES, type Locale } from '../common/locales.js';
import { sourceOf } from '../common/texts.js';
import { requireVersion } from '../common/row-version.js';
import { fieldVariable, placeholdersIn } from '../common/placeholders.js';
import { CustomFieldValuesService } from '../custom-fields/custom-field-values.service.js';
import { Database, type Tx } from '../database/database.js';
import { isUniqueViolation, LostRace } from '../database/flavour.js';
import { Invalidations } from '../database/invalidations.js';
import { Remembered } from '../database/remembered.js';
import type { Changes } from '../events/changes.js';
import { EventsService } from '../events/events.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { MailTemplate } from './mail-template.entity.js';
import { MailTemplateNotFound } from './mail-template.errors.js';
import { MAIL_EVENT_NAMES, definitionOf, type MailEvent } from './templates/mail-events.js';
import { sampleValues, type DeskValues } from './templates/template-values.js';
import { fillTemplate, type Template } from './templates/template.js';

const TOPIC = 'mail_templates';
const PARTS = ['subject', 'text', 'html'] as const;

export interface MailField {
  name: string;
  label: string;
}

/** A template as it is in force. */
export interface TemplateInForce extends Template {
  event: MailEvent;
  locale: Locale;
  enabled: boolean;
  /** Whether an administrator changed anything. */
  customised: boolean;
  /** The custom fields that it may show beside its variables. */
  fields: readonly MailField[];
  /** Null: it never was changed. */
  updatedAt: Date | null;
  version: number;
}

/** Absent means "leave". */
export type TemplateChanges = Partial<Pick<TemplateInForce, 'subject' | 'text' | 'html' | 'enabled'>>;

/** What mails say: texts of the code, unless an administrator wrote others. */
@Injectable()
export class MailTemplatesService {
  /** Those that somebody changed. */
  private readonly remembered: Remembered<MailTemplate[]>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventsService,
    private readonly settings: SettingsService,
    private readonly fields: CustomFieldValuesService,
    private readonly invalidations: Invalidations,
  ) {
    this.remembered = new Remembered(invalidations, TOPIC, () => database.repository(MailTemplate).find());
  }

  /** Every event in every language. */
  async list(): Promise<TemplateInForce[]> {
    const rows = await this.remembered.get();
    return MAIL_EVENT_NAMES.flatMap((event) =>
      LOCALES.map((locale) => inForce({ event, locale }, rows, this.shownIn(event))),
    );
  }

  /** @throws MailTemplateNotFound */
  async get(event: string, locale: string): Promise<TemplateInForce> {
    const place = placeOf(event, locale);
    return inForce(place, await this.remembered.get(), this.shownIn(place.event));
  }

  /** A mail about a ticket shows its custom fields; one to users none of those for staff. */
  private shownIn(event: MailEvent): MailField[] {
    const { variables, to } = definitionOf(event);
    return variables.includes('number') ? this.fields.columns({ kind: to }) : [];
  }

  private requireKnownVariables(event: MailEvent, changes: TemplateChanges): void {
    const fields = this.shownIn(event).map(({ name }) => fieldVariable(name));
    requireKnownVariables([...definitionOf(event).variables, ...fields], changes);
  }

  /**
   * How a template would look with values that nobody has; what is not given is as it is now.
   * @throws MailTemplateNotFound, InvalidInput as `update`
   */
  async preview(event: string, locale: string, changes: TemplateChanges): Promise<Template> {
    const template = await this.get(event, locale);
    this.requireKnownVariables(template.event, changes);
    const { subject, text, html } = { ...template, ...changes };
    const fields = template.fields.map(({ name, label }) => [fieldVariable(name), label]);
    const values = { ...sampleValues(this.deskValues(), template.locale), ...Object.fromEntries(fields) };
    return fillTemplate({ subject, text, html }, values);
  }

  /**
   * Changes what is given.
   * @throws MailTemplateNotFound, StaleVersion, InvalidInput naming each unknown variable
   */
  async update(
    actor: Actor,
    event: string,
    locale: string,
    changes: TemplateChanges,
    expectedVersion?: number,
  ): Promise<TemplateInForce> {
    const place = placeOf(event, locale);
    this.requireKnownVariables(place.event, changes);
    if (changes.enabled === false && definitionOf(place.event).personal)
      throw InvalidInput.field('enabled', 'always_on');
    await this.write(actor, place, changes, expectedVersion);
    return this.get(event, locale);
  }

  /** Takes back all that was changed. @throws MailTemplateNotFound, StaleVersion */
  async reset(
    actor: Actor,
    event: string,
    locale: string,
    expectedVersion?: number,
  ): Promise<TemplateInForce> {
    const asItCame = { subject: null, text: null, html: null, enabled: null };
    await this.write(actor, placeOf(event, locale), asItCame, expectedVersion);
    return this.get(event, locale);
  }

  /** What every mail may name of the desk. */
  deskValues(): DeskValues {
    return { site: this.settings.get('site_name'), siteUrl: this.settings.get('base_url') };
  }

  private async write(
    actor: Actor,
    place: { event: MailEvent; locale: Locale },
    columns: Partial<Pick<MailTemplate, 'subject' | 'text' | 'html' | 'enabled'>>,
    expectedVersion: number | undefined,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const row = await this.lock(tx, place);
      requireVersion(row, expectedVersion);
      const changes: Changes = Object.fromEntries(
        Object.entries(columns)
          .filter(([name, value]) => value !== undefined && value !== row[name as keyof typeof columns])
          .map(([name, value]) => [name, [row[name as keyof typeof columns], value]]),
      );
      if (!Object.keys(changes).length) return;
      Object.assign(row, columns, { updatedAt: this.clock.now(), version: row.version + 1 });
      await tx.save(MailTemplate, row);
      await this.invalidations.announce(tx, TOPIC);
      const about = { type: 'mail_template.updated', resource: 'mail_template' as const, resourceId: row.id };
      await this.events.append(tx, { ...about, actor: authorOf(actor), changes, details: { ...place } });
    });
  }

  /** The row, made on the first change. */
  private async lock(tx: Tx, place: { event: MailEvent; locale: Locale }): Promise<MailTemplate> {
    const known = await tx.findOneBy(MailTemplate, place);
    if (known) return known;
    const row = { ...place, subject: null, text: null, html: null, enabled: null };
    const made = tx.create(MailTemplate, { ...row, updatedAt: this.clock.now(), version: 0 });
    return tx.save(made).catch((error: unknown) => {
      // Somebody else changed the same template for the first time: tried again, the transaction sees it.
      throw isUniqueViolation(error) ? new LostRace() : error;
    });
  }
}

function placeOf(event: string, locale: string): { event: MailEvent; locale: Locale } {
  const place = {
    event: MAIL_EVENT_NAMES.find((name) => name === event),
    locale: LOCALES.find((name) => name === locale),
  };
  if (!place.event || !place.locale) throw new MailTemplateNotFound();
  return place as { event: MailEvent; locale: Locale };
}

function inForce(
  { event, locale }: { event: MailEvent; locale: Locale },
  changed: readonly MailTemplate[],
  fields: readonly MailField[],
): TemplateInForce {
  const row = changed.find((one) => one.event === event && one.locale === locale);
  return {
    event,
    locale,
    subject: row?.subject ?? sourceOf(locale, `mails/${event}.subject`),
    text: row?.text ?? sourceOf(locale, `mails/${event}.text`),
    html: row?.html ?? '',
    enabled: row?.enabled ?? definitionOf(event).enabled,
    customised: [row?.subject, row?.text, row?.html, row?.enabled].some((value) => value != null),
    fields,
    updatedAt: row?.updatedAt ?? null,
    version: row?.version ?? 0,
  };
}

function requireKnownVariables(known: readonly string[], changes: TemplateChanges): void {
  const faults = PARTS.flatMap((part): FieldFault[] =>
    placeholdersIn(changes[part] ?? '')
      .filter((name) => !known.includes(name))
      .map((name) => fieldFault(`/${part}`, 'unknown_variable.mail', { name, known: known.join(', ') })),
  );
  if (faults.length) throw new InvalidInput(faults);
}
