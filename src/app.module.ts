import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { AttachmentsModule } from './attachments/attachments.module.js';
import { CannedResponsesModule } from './canned-responses/canned-responses.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Config, DialectName } from './config/config.js';
import { CustomFieldsModule } from './custom-fields/custom-fields.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DepartmentsModule } from './departments/departments.module.js';
import { DjangoHelpdeskModule } from './dialects/django-helpdesk/django-helpdesk.module.js';
import { DetailShape } from './dialects/django-helpdesk/django-helpdesk.shapes.js';
import { ErrorShape } from './dialects/helpdeskz/helpdeskz.shapes.js';
import { FlicketModule } from './dialects/flicket/flicket.module.js';
import { RefusalShape as FlicketRefusalShape } from './dialects/flicket/flicket.shapes.js';
import { HelpdeskzModule } from './dialects/helpdeskz/helpdeskz.module.js';
import { JutdaModule } from './dialects/jutda/jutda.module.js';
import { EventsModule } from './events/events.module.js';
import { HttpModule } from './http/http.module.js';
import type { ApiDocument } from './http/openapi.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MailDeliveryModule } from './mail-delivery/mail-delivery.module.js';
import { MailIngestModule } from './mail-ingest/mail-ingest.module.js';
import { PipeModule } from './mail-ingest/pipe/pipe.module.js';
import { ImapModule } from './mail-ingest/imap/imap.module.js';
import { MailboxesModule } from './mailboxes/mailboxes.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { OutboxModule } from './outbox/outbox.module.js';
import { PeopleModule } from './people/people.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { SavedSearchesModule } from './saved-searches/saved-searches.module.js';
import { SettingsModule } from './settings/settings.module.js';
import { AvatarsModule } from './staff-auth/avatars/avatars.module.js';
import { StaffAuthModule } from './staff-auth/staff-auth.module.js';
import { TagsModule } from './tags/tags.module.js';
import { UserAuthModule } from './staff-auth/user-auth/user-auth.module.js';
import { TicketsModule } from './tickets/tickets.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { WEBHOOK_DOCUMENT } from './webhooks/webhook-document.js';
import { UsersModule } from './users/users.module.js';

const DIALECTS: Record<DialectName, ApiDocument & { modules: [Type] }> = {
  helpdeskz: {
    path: 'docs/helpdeskz',
    title: 'Switchdesk: the HelpDeskZ API',
    description:
      'What HelpDeskZ 2.0 clients speak, at `/helpdeskz/api/…` and, as they know it, at `/api/…`. ' +
      'Everything that goes wrong is answered by `{"error":1,"message":…}`: with 400 for tokens, addresses and ' +
      'permissions, with 200 for the rest.',
    modules: [HelpdeskzModule],
    foreign: {
      security: { name: 'token', scheme: { type: 'apiKey', in: 'header', name: 'Token' } },
      refusal: { 'application/json': ErrorShape },
    },
  },
  'django-helpdesk': {
    path: 'docs/django-helpdesk',
    title: 'Switchdesk: the django-helpdesk API',
    description:
      'The REST API of django-helpdesk, at `/django-helpdesk/api/…`, at `/helpdesk/api/…` and, as its clients know it, at ' +
      '`/api/…`. Sign in by HTTP Basic, or use an API token as `Authorization: Token …` or `Bearer …`. Refusals are ' +
      '`{"detail": …}`; of what is wrong with a request each field is named with a list of sentences, with 400.',
    modules: [DjangoHelpdeskModule],
    foreign: {
      security: { name: 'basic', scheme: { type: 'http', scheme: 'basic' } },
      refusal: { 'application/json': DetailShape },
    },
  },
  jutda: {
    path: 'docs/jutda',
    title: 'Switchdesk: the Jutda Helpdesk API',
    description:
      'The method API of django-helpdesk before 2017, at `/jutda/api/…` and, as its clients know it, at `/api/…`. Every call ' +
      'is a POST of a form with `user` and `password`; what goes wrong is said as plain text.',
    modules: [JutdaModule],
    foreign: { refusal: { 'text/plain': String } },
  },
  flicket: {
    path: 'docs/flicket',
    title: 'Switchdesk: the Flicket API',
    description:
      'The REST API of Flicket 0.3.1, at `/flicket-api/…`. `POST /flicket-api/tokens` gives a token for a username of staff and ' +
      'its password, everything else takes it as `Authorization: Bearer …`. Paths are answered with and without their last ' +
      'slash, lists by page; what goes wrong is `{"error":…}`.',
    modules: [FlicketModule],
    foreign: {
      security: { name: 'bearer', scheme: { type: 'http', scheme: 'bearer' } },
      otherSecurity: { name: 'password', scheme: { type: 'http', scheme: 'basic' } },
      refusal: { 'application/json': FlicketRefusalShape },
    },
  },
};

/** The rooms that have native routes. */
const NATIVE = [
  HttpModule,
  DepartmentsModule,
  UsersModule,
  StaffAuthModule,
  AvatarsModule,
  TagsModule,
  CustomFieldsModule,
  CannedResponsesModule,
  UserAuthModule,
  TicketsModule,
  MailboxesModule,
  ImapModule,
  MailDeliveryModule,
  MailIngestModule,
  ReportsModule,
  WebhooksModule,
  SavedSearchesModule,
  PeopleModule,
];

/** One document for the native API and one for each dialect that is on. */
export const documentsOf = (config: Pick<Config, 'dialects'>): ApiDocument[] => [
  // The more special path first: Swagger UI answers to everything under its own.
  ...config.dialects.map((name) => DIALECTS[name]),
  {
    path: 'docs',
    title: 'Switchdesk API',
    description:
      'A help desk. Sign in by `POST /api/v1/auth/login` or use an API token, as `Authorization: Bearer …`. ' +
      'Lists go on by cursors; every single resource has an ETag for `If-Match`; errors are problem+json with stable codes.',
    modules: NATIVE,
    webhooks: WEBHOOK_DOCUMENT,
  },
];

/** The list of rooms and doors. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        DatabaseModule,
        JobsModule,
        OutboxModule,
        EventsModule,
        SettingsModule,
        HttpModule,
        DepartmentsModule,
        UsersModule,
        AttachmentsModule,
        StaffAuthModule,
        AvatarsModule,
        UserAuthModule,
        MessagesModule,
        MailboxesModule,
        TagsModule,
        CustomFieldsModule,
        CannedResponsesModule,
        TicketsModule,
        SavedSearchesModule,
        MailDeliveryModule,
        MailIngestModule,
        PipeModule,
        ImapModule,
        ReportsModule,
        WebhooksModule,
        PeopleModule,
        ...config.dialects.flatMap((name) => DIALECTS[name].modules),
      ],
    };
  }
}
