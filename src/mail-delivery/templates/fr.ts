import type { MailEvent } from './mail-events.js';
import type { Template } from './template.js';

type Text = Omit<Template, 'html'>;

/** The mails of the desk in French, as they come. */
const TEXTS: Record<MailEvent, Text> = {
  welcome: {
    subject: 'Bienvenue à l’assistance de {{site}}',
    text: `Bonjour {{name}},

{{site}} vous connaît désormais à l’adresse {{address}}. Quelle que soit votre demande, la réponse y arrivera.

Ce lien vous connecte et permet de choisir un mot de passe. Il ne sert qu’une fois, dans les trois jours :

{{link}}

Là où une page demande un code, c’est celui-ci :

{{token}}

Si ce message vous surprend, quelqu’un s’est sans doute trompé d’adresse : vous n’avez rien à faire.

{{site}}
`,
  },
  sign_in_link: {
    subject: 'Votre accès à {{site}}',
    text: `Bonjour {{name}},

ce lien vous connecte. Il ne sert qu’une fois, dans le quart d’heure :

{{link}}

Là où une page demande un code, c’est celui-ci :

{{token}}

Si vous n’avez rien demandé, vous n’avez rien à faire.

{{site}}
`,
  },
  password_link: {
    subject: 'Un nouveau mot de passe pour {{site}}',
    text: `Bonjour {{name}},

quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte. Ce lien permet d’en choisir un. Il ne sert qu’une fois, dans l’heure :

{{link}}

Là où une page demande un code, c’est celui-ci :

{{token}}

Si ce n’était pas vous, vous n’avez rien à faire : votre mot de passe ne change pas.

{{site}}
`,
  },
  acknowledgement: {
    subject: '[#{{number}}] {{subject}}',
    text: `Bonjour {{name}},

votre demande « {{subject}} » nous est parvenue ; elle porte le numéro {{number}}. Nous vous écrirons dès que quelqu’un aura une réponse.

{{site}}
`,
  },
  reply_acknowledgement: {
    subject: '[#{{number}}] {{subject}}',
    text: `Bonjour {{name}},

votre message au sujet de « {{subject}} » (numéro {{number}}) nous est parvenu. Quelqu’un le lira bientôt.

{{site}}
`,
  },
  staff_reply: {
    subject: 'Re: [#{{number}}] {{subject}}',
    text: `{{author}} vous a écrit au sujet de « {{subject}} » (numéro {{number}}) :

{{message}}

{{site}}
`,
  },
  user_reply: {
    subject: 'Re: [#{{number}}] {{subject}}',
    text: `{{author}} a écrit au sujet de « {{subject}} » (numéro {{number}}), que vous suivez :

{{message}}

{{site}}
`,
  },
  ticket_resolved: {
    subject: '[#{{number}}] Résolu : {{subject}}',
    text: `Bonjour {{name}},

nous pensons que « {{subject}} » (numéro {{number}}) est résolu. Si ce n’est pas le cas, répondez simplement à ce message et nous reprendrons.

{{resolution}}

{{site}}
`,
  },
  ticket_closed: {
    subject: '[#{{number}}] Clos : {{subject}}',
    text: `Bonjour {{name}},

« {{subject}} » (numéro {{number}}) est clos. Une réponse à ce message le rouvrira.

{{site}}
`,
  },
  ticket_autoclosed: {
    subject: '[#{{number}}] Clos : {{subject}}',
    text: `Bonjour {{name}},

sans nouvelles de vous depuis un moment au sujet de « {{subject}} » (numéro {{number}}), nous considérons l’affaire comme réglée. Une réponse à ce message la rouvrira.

{{site}}
`,
  },
  ticket_assigned: {
    subject: '[#{{number}}] {{subject}}',
    text: `Bonjour {{name}},

{{assignee}} s’occupe maintenant de « {{subject}} » (numéro {{number}}).

{{site}}
`,
  },
  ticket_released: {
    subject: '[#{{number}}] {{subject}}',
    text: `Bonjour {{name}},

« {{subject}} » (numéro {{number}}) attend que quelqu’un d’autre s’en occupe.

{{site}}
`,
  },
  ticket_moved: {
    subject: '[#{{number}}] {{subject}}',
    text: `Bonjour {{name}},

« {{subject}} » (numéro {{number}}) relève maintenant de {{place}}.

{{site}}
`,
  },
  ticket_changed: {
    subject: '[#{{number}}] {{subject}}',
    text: `Bonjour {{name}},

du nouveau pour « {{subject}} » (numéro {{number}}) : son état est maintenant « {{status}} ».

{{site}}
`,
  },
  ticket_escalated: {
    subject: '[#{{number}}] {{subject}}',
    text: `Bonjour {{name}},

« {{subject}} » (numéro {{number}}) attend chez nous depuis trop longtemps. Nous ne l’avons pas oublié, et il passe maintenant avant d’autres.

{{site}}
`,
  },
  staff_ticket_escalated: {
    subject: '[#{{number}}] Attend depuis trop longtemps : {{subject}}',
    text: `Bonjour {{name}},

rien n’a fait avancer le ticket {{number}}, « {{subject}} », depuis aussi longtemps que {{department}} le permet. Son état est « {{status}} », sa priorité est {{priority}}.

{{site}}
`,
  },
  webhook_disabled: {
    subject: '{{site}} : un webhook est désactivé',
    text: `Bonjour {{name}},

le webhook {{webhook}} n’accepte plus rien, {{site}} l’a donc désactivé. Le dernier essai s’est terminé ainsi :

{{reason}}

Ce qui l’attendait peut être renvoyé une fois qu’il est réactivé.

{{site}}
`,
  },
  staff_ticket_opened: {
    subject: '[#{{number}}] Nouveau ticket : {{subject}}',
    text: `Un nouveau ticket pour {{department}}, priorité {{priority}}, de {{author}} :

{{message}}

Ticket {{number}} chez {{site}}. Vous recevez ce message parce que vous avez demandé à suivre les nouveaux tickets, ou que vous suivez celui-ci.
`,
  },
  staff_message_posted: {
    subject: '[#{{number}}] Nouveau message : {{subject}}',
    text: `{{author}} a écrit sur le ticket {{number}}, « {{subject}} » ({{department}}, {{status}}) :

{{message}}

{{site}}
`,
  },
  staff_note_added: {
    subject: '[#{{number}}] Note : {{subject}}',
    text: `{{author}} a laissé une note interne sur le ticket {{number}}, « {{subject}} ». Seule l’équipe la voit :

{{message}}

{{site}}
`,
  },
  staff_ticket_assigned: {
    subject: '[#{{number}}] Pour vous : {{subject}}',
    text: `Bonjour {{name}},

{{actor}} vous a confié le ticket {{number}}, « {{subject}} ». Il relève de {{department}} et sa priorité est {{priority}}.

{{site}}
`,
  },
  staff_ticket_given: {
    subject: '[#{{number}}] {{assignee}} s’en occupe : {{subject}}',
    text: `Bonjour {{name}},

{{assignee}} s’occupe maintenant du ticket {{number}}, « {{subject}} » (à l’initiative de {{actor}}). Il relève de {{department}} et son état est « {{status}} ».

{{site}}
`,
  },
  staff_ticket_released: {
    subject: '[#{{number}}] À reprendre : {{subject}}',
    text: `Bonjour {{name}},

{{actor}} a rendu le ticket {{number}}, « {{subject}} » : plus personne ne s’en occupe. Il relève de {{department}} et son état est « {{status}} ».

{{site}}
`,
  },
  staff_ticket_closed: {
    subject: '[#{{number}}] Clos : {{subject}}',
    text: `Bonjour {{name}},

{{actor}} a clos le ticket {{number}}, « {{subject}} », qui relève de {{department}}.

{{site}}
`,
  },
  staff_ticket_moved: {
    subject: '[#{{number}}] Transféré : {{subject}}',
    text: `Bonjour {{name}},

{{actor}} a transféré le ticket {{number}}, « {{subject}} », vers {{place}}. Son état est « {{status}} ».

{{site}}
`,
  },
  outstanding_tickets: {
    subject: 'Tickets ouverts chez {{site}}',
    text: `Bonjour {{name}},

ces tickets sont toujours ouverts :

{{tickets}}

{{site}}
`,
  },
  test_mail: {
    subject: 'Un essai de {{site}}',
    text: `Bonjour {{name}},

ce message essaie la sortie du courrier de {{site}}. Si vous le lisez, elle fonctionne.

{{site}}
`,
  },
  staff_ticket_changed: {
    subject: '[#{{number}}] {{status}} : {{subject}}',
    text: `Bonjour {{name}},

{{actor}} a modifié le ticket {{number}}, « {{subject}} » : son état est maintenant « {{status}} ».

{{site}}
`,
  },
};

/** Spaces before high punctuation and inside « » do not break. */
const typeset = (text: string): string => text.replace(/ (?=[:;!?»])/g, '\u00a0').replaceAll('« ', '«\u00a0');

export const FRENCH = Object.fromEntries(
  Object.entries(TEXTS).map(([event, { subject, text }]) => [
    event,
    { subject: typeset(subject), text: typeset(text) },
  ]),
) as Record<MailEvent, Text>;
