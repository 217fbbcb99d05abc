import { describe, expect, it } from 'vitest';
import { htmlToText, sanitiseHtml } from './html.js';
import { visibleText } from './quoted-text.js';

const ANSWER = 'Thanks, that did it.\n\nOne more thing: page 2 is still blank.';
const QUOTED = '> Hello Ann,\n>\n> please turn it off and on.\n> \n>> It is on fire.';
const UNQUOTED = 'Hello Ann,\n\nplease turn it off and on.';

/** How mail programs introduce what they quote. */
const INTRODUCTIONS: [program: string, lines: string][] = [
  ['Gmail, English', 'On Fri, Nov 20, 2026 at 10:04 AM Desk <help@desk.example> wrote:'],
  [
    'Gmail, English, broken',
    'On Fri, Nov 20, 2026 at 10:04 AM Customer Service Team <help@desk.example>\nwrote:',
  ],
  ['Gmail, British', 'On Fri, 20 Nov 2026 at 10:04, Desk <help@desk.example> wrote:'],
  ['Gmail, German', 'Am Fr., 20. Nov. 2026 um 10:04 Uhr schrieb Desk <help@desk.example>:'],
  ['Gmail, French', 'Le ven. 20 nov. 2026 à 10:04, Desk <help@desk.example> a écrit :'],
  ['Gmail, Spanish', 'El vie, 20 nov 2026 a las 10:04, Desk (<help@desk.example>) escribió:'],
  ['Gmail, Italian', 'Il giorno ven 20 nov 2026 alle ore 10:04 Desk <help@desk.example> ha scritto:'],
  ['Gmail, Dutch', 'Op vr 20 nov 2026 om 10:04 schreef Desk <help@desk.example>:'],
  ['Gmail, Portuguese', 'Em sex., 20 de nov. de 2026 às 10:04, Desk <help@desk.example> escreveu:'],
  ['Gmail, Swedish', 'Den fre 20 nov. 2026 kl 10:04 skrev Desk <help@desk.example>:'],
  ['Gmail, Danish', 'Den fre. 20. nov. 2026 kl. 10.04 skrev Desk <help@desk.example>:'],
  ['Gmail, Norwegian', 'fre. 20. nov. 2026 kl. 10:04 skrev Desk <help@desk.example>:'],
  ['Gmail, Finnish', 'pe 20. marrask. 2026 klo 10.04 Desk (help@desk.example) kirjoitti:'],
  ['Gmail, Polish', 'pt., 20 lis 2026 o 10:04 Desk <help@desk.example> napisał(a):'],
  ['Gmail, Czech', 'pá 20. 11. 2026 v 10:04 odesílatel Desk <help@desk.example> napsal:'],
  ['Gmail, Russian', 'пт, 20 нояб. 2026 г. в 10:04, Desk <help@desk.example>:'],
  ['Gmail, Ukrainian', 'пт, 20 лист. 2026 р. о 10:04 Desk <help@desk.example> пише:'],
  ['Gmail, Japanese', '2026年11月20日(金) 10:04 Desk <help@desk.example>:'],
  ['Gmail, Chinese', 'Desk <help@desk.example> 于2026年11月20日周五 10:04写道：'],
  ['Gmail, Taiwan', 'Desk <help@desk.example> 於 2026年11月20日 週五 上午10:04寫道：'],
  ['Gmail, Korean', '2026년 11월 20일 (금) 오전 10:04, Desk <help@desk.example>님이 작성:'],
  ['Gmail, Hungarian', 'Desk <help@desk.example> ezt írta (időpont: 2026. nov. 20., P, 10:04):'],
  ['Gmail, Romanian', 'În vin., 20 nov. 2026 la 10:04, Desk <help@desk.example> a scris:'],
  ['Gmail, Turkish', 'Desk <help@desk.example>, 20 Kas 2026 Cum, 10:04 tarihinde şunu yazdı:'],
  ['Gmail, Greek', 'Στις Παρ 20 Νοε 2026 στις 10:04 π.μ., ο χρήστης Desk <help@desk.example> έγραψε:'],
  ['Gmail on a telephone, German', 'Desk <help@desk.example> schrieb am Fr., 20. Nov. 2026, 10:04:'],
  [
    'Gmail on a telephone, broken',
    'Customer Service <help@desk.example> schrieb am Fr., 20.\nNov. 2026, 10:04:',
  ],
  ['Gmail on a telephone, Dutch', 'Desk <help@desk.example> schreef op vr 20 nov. 2026 10:04:'],
  ['Apple Mail, English', 'On 20. Nov 2026, at 10:04, Desk <help@desk.example> wrote:'],
  ['Apple Mail, German', 'Am 20.11.2026 um 10:04 schrieb Desk <help@desk.example>:'],
  ['Apple Mail, French', 'Le 20 nov. 2026 à 10:04, Desk <help@desk.example> a écrit :'],
  ['Apple Mail, Dutch', 'Op 20 nov 2026, om 10:04 heeft Desk <help@desk.example> het volgende geschreven:'],
  ['Apple Mail, Swedish', '20 nov. 2026 kl. 10:04 skrev Desk <help@desk.example>:'],
  ['Apple Mail, Finnish', 'Desk <help@desk.example> kirjoitti 20.11.2026 kello 10.04:'],
  [
    'Apple Mail, Polish',
    'Wiadomość napisana przez Desk <help@desk.example> w dniu 20 lis 2026, o godz. 10:04:',
  ],
  ['Apple Mail, Japanese', '2026/11/20 10:04、Desk <help@desk.example>のメール:'],
  ['Apple Mail, Chinese', '在 2026年11月20日，10:04，Desk <help@desk.example> 写道：'],
  ['Apple Mail, Russian', '20 нояб. 2026 г., в 10:04, Desk <help@desk.example> написал(а):'],
  ['Thunderbird, English', 'On 11/20/26 10:04, Desk wrote:'],
  ['Thunderbird, German', 'Am 20.11.26 um 10:04 schrieb Desk:'],
  ['Thunderbird, French', 'Le 20/11/2026 à 10:04, Desk a écrit :'],
  ['Thunderbird, Spanish', 'El 20/11/2026 a las 10:04, Desk escribió:'],
  ['Thunderbird, Italian', 'Il 20/11/2026 10:04, Desk ha scritto:'],
  ['Thunderbird, Polish', 'W dniu 20.11.2026 o 10:04, Desk pisze:'],
  ['Thunderbird, Czech', 'Dne 20. 11. 26 v 10:04 Desk napsal(a):'],
  ['Thunderbird, Russian', '20.11.2026 10:04, Desk пишет:'],
  ['Thunderbird, Danish', 'Den 20.11.2026 kl. 10.04 skrev Desk:'],
  ['Yahoo', 'On Friday, November 20, 2026 at 10:04:11 AM GMT+1, Desk <help@desk.example> wrote:'],
  [
    'Yahoo, German',
    'Am Freitag, 20. November 2026 um 10:04:11 MEZ hat Desk <help@desk.example> Folgendes geschrieben:',
  ],
  ['Proton', 'On Friday, November 20th, 2026 at 10:04 AM, Desk <help@desk.example> wrote:'],
  ['Zoho', '---- On Fri, 20 Nov 2026 10:04:11 +0100 Desk <help@desk.example> wrote ----'],
  [
    'a link in the address',
    'On Fri, Nov 20, 2026 at 10:04 AM Desk <help@desk.example <mailto:help@desk.example>> wrote:',
  ],
  ['an address on its own line', 'On 20 Nov 2026, at 10:04, Customer Service <\nhelp@desk.example> wrote:'],
];

/** The lines between which, or the headers with which, whole mails are quoted. */
const HEADERS: [program: string, lines: string][] = [
  [
    'Outlook, English',
    'From: Desk <help@desk.example>\nSent: Friday, November 20, 2026 10:04 AM\nTo: Ann User <ann@example.org>\nSubject: RE: [#12] Printer',
  ],
  [
    'Outlook, in bold',
    '*From:* Desk <help@desk.example>\n*Sent:* Friday, November 20, 2026 10:04 AM\n*To:* Ann\n*Cc:* Ben\n*Subject:* RE: Printer',
  ],
  [
    'Outlook, each in a paragraph',
    'From: Desk <help@desk.example>\n\nSent: Friday\n\nTo: Ann User\n\nSubject: RE: Printer',
  ],
  [
    'Outlook on the web',
    '________________________________\nFrom: Desk <help@desk.example>\nSent: 20 November 2026 10:04\nTo: Ann\nSubject: Printer',
  ],
  [
    'Outlook with many recipients',
    'From: Desk <help@desk.example>\nSent: Friday\nTo: Ann <ann@example.org>; Ben <ben@example.org>;\nEve <eve@example.org>; Joe <joe@example.org>\nSubject: Printer',
  ],
  [
    'Outlook, German',
    'Von: Desk <help@desk.example>\nGesendet: Freitag, 20. November 2026 10:04\nAn: Ann <ann@example.org>\nBetreff: AW: Drucker',
  ],
  [
    'Outlook, French',
    'De : Desk <help@desk.example>\nEnvoyé : vendredi 20 novembre 2026 10:04\nÀ : Ann <ann@example.org>\nObjet : RE: Imprimante',
  ],
  [
    'Outlook, Spanish',
    'De: Desk <help@desk.example>\nEnviado el: viernes, 20 de noviembre de 2026 10:04\nPara: Ann\nAsunto: RE: Impresora',
  ],
  [
    'Outlook, Italian',
    'Da: Desk <help@desk.example>\nInviato: venerdì 20 novembre 2026 10:04\nA: Ann <ann@example.org>\nOggetto: R: Stampante',
  ],
  [
    'Outlook, Dutch',
    'Van: Desk <help@desk.example>\nVerzonden: vrijdag 20 november 2026 10:04\nAan: Ann\nOnderwerp: RE: Printer',
  ],
  [
    'Outlook, Portuguese',
    'De: Desk <help@desk.example>\nEnviada em: sexta-feira, 20 de novembro de 2026 10:04\nPara: Ann\nAssunto: RES: Impressora',
  ],
  [
    'Outlook, Swedish',
    'Från: Desk <help@desk.example>\nSkickat: den 20 november 2026 10:04\nTill: Ann\nÄmne: SV: Skrivare',
  ],
  [
    'Outlook, Danish',
    'Fra: Desk <help@desk.example>\nSendt: 20. november 2026 10:04\nTil: Ann\nEmne: SV: Printer',
  ],
  [
    'Outlook, Finnish',
    'Lähettäjä: Desk <help@desk.example>\nLähetetty: perjantai 20. marraskuuta 2026 10.04\nVastaanottaja: Ann\nAihe: VS: Tulostin',
  ],
  [
    'Outlook, Polish',
    'Od: Desk <help@desk.example>\nWysłano: piątek, 20 listopada 2026 10:04\nDo: Ann\nTemat: ODP: Drukarka',
  ],
  [
    'Outlook, Czech',
    'Od: Desk <help@desk.example>\nOdesláno: pátek 20. listopadu 2026 10:04\nKomu: Ann\nPředmět: RE: Tiskárna',
  ],
  [
    'Outlook, Russian',
    'От: Desk <help@desk.example>\nОтправлено: 20 ноября 2026 г. 10:04\nКому: Ann\nТема: RE: Принтер',
  ],
  [
    'Outlook, Japanese',
    '差出人: Desk <help@desk.example>\n送信日時: 2026年11月20日 10:04\n宛先: Ann\n件名: RE: プリンター',
  ],
  [
    'Outlook, Chinese',
    '发件人: Desk <help@desk.example>\n发送时间: 2026年11月20日 10:04\n收件人: Ann\n主题: 答复: 打印机',
  ],
  [
    'Outlook, Korean',
    '보낸 사람: Desk <help@desk.example>\n보낸 날짜: 2026년 11월 20일\n받는 사람: Ann\n제목: RE: 프린터',
  ],
  [
    'a date first',
    'Date: Fri, 20 Nov 2026 10:04:11 +0100\nFrom: help@desk.example\nTo: ann@example.org\nSubject: Printer',
  ],
  [
    'Outlook Express',
    '-----Original Message-----\nFrom: Desk [mailto:help@desk.example]\nSent: Friday\nTo: Ann\nSubject: Printer',
  ],
  [
    'Samsung',
    '-------- Original message --------\nFrom: Desk <help@desk.example>\nDate: 20/11/2026 10:04 (GMT+01:00)\nTo: Ann\nSubject: Printer',
  ],
  [
    'Thunderbird, all',
    '-------- Original Message --------\nSubject: Printer\nDate: Fri, 20 Nov 2026 10:04:11 +0100\nFrom: Desk\nTo: Ann',
  ],
  ['only dashes, German', '-----Ursprüngliche Nachricht-----'],
  ['only dashes, French', '-----Message d’origine-----'],
  ['only dashes, Spanish', '-----Mensaje original-----'],
  ['only dashes, Italian', '----- Messaggio originale -----'],
  ['only dashes, Dutch', '----- Oorspronkelijk bericht -----'],
  ['only dashes, Swedish', '-----Ursprungligt meddelande-----'],
  ['only dashes, Norwegian', '-----Opprinnelig melding-----'],
  ['only dashes, Polish', '-----Oryginalna wiadomość-----'],
  ['only dashes, Russian', '-----Исходное сообщение-----'],
  ['QQ', '------------------ 原始邮件 ------------------'],
];

const SENT_FROM = [
  'Sent from my iPhone',
  'Sent from my Galaxy',
  'Sent from Mail for Windows',
  'Sent from Outlook for Android <https://aka.ms/AAb9ysg>',
  'Sent from Yahoo Mail on Android',
  'Sent with Proton Mail <https://proton.me/> secure email.',
  'Sent from the all new AOL app for iOS',
  'Get Outlook for iOS <https://aka.ms/o0ukef>',
  'Von meinem iPhone gesendet',
  'Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.',
  'Gesendet mit der GMX Mail App',
  'Envoyé de mon iPhone',
  'Envoyé à partir de Outlook pour Android',
  'Enviado desde mi iPhone',
  'Enviado do meu iPhone',
  'Inviato da iPhone',
  'Verstuurd vanaf mijn iPhone',
  'Skickat från min iPhone',
  'Sendt fra min iPhone',
  'Lähetetty iPhonesta',
  'Wysłane z iPhone’a',
  'Odesláno z iPhonu',
  'Отправлено с iPhone',
  'iPhoneから送信',
  '从我的iPhone发送',
  '나의 iPhone에서 보냄',
];

describe('the visible text of a reply', () => {
  it.each(INTRODUCTIONS)('leaves out the quote below it (%s)', (_, introduction) => {
    expect(visibleText(`${ANSWER}\n\n${introduction}\n\n${QUOTED}\n`)).toBe(ANSWER);
    expect(visibleText(`${ANSWER}\n${introduction}\n${QUOTED}`)).toBe(ANSWER);
  });

  it.each(INTRODUCTIONS)('leaves out a quote that only its introduction tells (%s)', (_, introduction) => {
    expect(visibleText(`${ANSWER}\n\n${introduction}\n\n${UNQUOTED}\n`)).toBe(ANSWER);
  });

  it.each(INTRODUCTIONS)('keeps an answer below the quote (%s)', (_, introduction) => {
    expect(visibleText(`${introduction}\n${QUOTED}\n\n${ANSWER}\n`)).toBe(ANSWER);
  });

  it.each(HEADERS)('leaves out the mail below its header (%s)', (_, header) => {
    expect(visibleText(`${ANSWER}\n\n${header}\n\n${UNQUOTED}\n`)).toBe(ANSWER);
  });

  it.each(SENT_FROM)('leaves out what a program adds: %s', (line) => {
    expect(visibleText(`${ANSWER}\n\n${line}\n`)).toBe(ANSWER);
    expect(visibleText(`${ANSWER}\n${line}\n\n${INTRODUCTIONS[0]![1]}\n\n${QUOTED}`)).toBe(ANSWER);
  });

  it.each<[what: string, mail: string, visible: string]>([
    ['a signature', 'It works now.\n\n-- \nAnn User\nACME Ltd.\n+44 20 7946 0000', 'It works now.'],
    ['a signature whose blank was lost', 'It works now.\n\n--\n\nAnn User\nACME Ltd.', 'It works now.'],
    [
      'a signature above the quote',
      'Yes, please.\n\n-- \nAnn\n\nOn Fri, 20 Nov 2026 at 10:04, Desk <help@desk.example> wrote:\n\n> Shall we?\n>\n> -- \n> Desk',
      'Yes, please.',
    ],
    [
      'a signature below the answer below the quote',
      'On 11/20/26 10:04, Desk wrote:\n> Shall we?\n\nYes, please.\n\n-- \nAnn\n',
      'Yes, please.',
    ],
    [
      'answers between the lines',
      'Hi,\n\nsee below.\n\nOn 11/20/26 10:04, Desk wrote:\n> Which printer?\n\nThe one upstairs.\n\n> Is it on?\n> Does it blink?\n\nYes, and no.\n\n-- \nAnn',
      'Hi,\n\nsee below.\n\nThe one upstairs.\n\nYes, and no.',
    ],
    [
      'answers between the lines, without blank lines',
      'On 11/20/26 10:04, Desk wrote:\n> Which printer?\nThe one upstairs.\n> Is it on?\nYes.',
      'The one upstairs.\n\nYes.',
    ],
    [
      'an answer between introduction and quote',
      'On Fri, 20 Nov 2026 at 10:04, Desk <help@desk.example> wrote:\n\nHi, my answers are below.\n\n> Which printer?\n\nThe one upstairs.',
      'Hi, my answers are below.\n\nThe one upstairs.',
    ],
    [
      'answers between the lines of a mail quoted by Proton',
      'Hello\n\n------- Original Message -------\nOn Friday, November 20th, 2026 at 10:04 AM, Desk <help@desk.example> wrote:\n\n> Which printer?\n\nUpstairs.\n\n> On?\n\nYes.\n',
      'Hello\n\nUpstairs.\n\nYes.',
    ],
    [
      'answers to quotes that nothing introduces',
      '> Which printer?\n\nThe one upstairs.\n\n> Is it on?\n\nYes.',
      'The one upstairs.\n\nYes.',
    ],
    [
      'a quote within a quote',
      'Done.\n\nOn Fri, 20 Nov 2026 at 10:04, Desk <help@desk.example> wrote:\n\n> Please try.\n>\n> On Thu, 19 Nov 2026 at 09:00, Ann <ann@example.org> wrote:\n>\n>> Help!\n',
      'Done.',
    ],
    [
      'Yahoo above a thread of others',
      'Done.\n\nOn Friday, November 20, 2026 at 10:04:11 AM GMT+1, Desk <help@desk.example> wrote:\n\nPlease try.\n\nOn Thu, 19 Nov 2026 at 09:00, Ann <ann@example.org> wrote:\n\n> Help!\n',
      'Done.',
    ],
    [
      'Apple Mail, which quotes its introduction',
      'Great.\n\nSent from my iPhone\n\n> On 20 Nov 2026, at 10:04, Desk <help@desk.example> wrote:\n> \n> \ufeffHello Ann,\n> try it.\n',
      'Great.',
    ],
    [
      'Outlook on a telephone',
      'Yes\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Desk <help@desk.example>\nSent: Friday, November 20, 2026 10:04:11 AM\nTo: Ann User <ann@example.org>\nSubject: Re: [#12] Printer\n\nShall we?',
      'Yes',
    ],
    [
      'Outlook in a long thread',
      'Approved.\r\n\r\nKind regards\r\nAnn\r\n\r\nFrom: Desk <help@desk.example>\r\nSent: Friday\r\nTo: Ann\r\nSubject: RE: Order\r\n\r\nPlease approve.\r\n\r\nFrom: Ann\r\nSent: Thursday\r\nTo: Desk\r\nSubject: Order\r\n\r\nOne printer.',
      'Approved.\r\n\r\nKind regards\r\nAnn',
    ],
    [
      'a telephone between two mails',
      'Ok.\n\nVon meinem iPhone gesendet\n\n> Am 20.11.2026 um 10:04 schrieb Desk <help@desk.example>:\n> \n> Geht es?\n',
      'Ok.',
    ],
    [
      'an old introduction without a colon',
      'Replying.\n\n2026/11/20 Desk <help@desk.example>\n\n> Hello\n> there',
      'Replying.',
    ],
    [
      'a sentence right above the introduction',
      'At 10:30 I tried again.\nOn Fri, Nov 20, 2026 at 10:04 AM Customer Service Team <help@desk.example>\nwrote:\n\n> Try.\n> Again.',
      'At 10:30 I tried again.',
    ],
    [
      'indented lines',
      '  1. first\n     more\n  2. second\n\nOn 11/20/26 10:04, Desk wrote:\n> steps?\n> please',
      '  1. first\n     more\n  2. second',
    ],
    [
      'blanks that do not break and marks of direction',
      'Oui\n\n\u200eLe\u00a020\u202fnov. 2026 à\u00a010:04, Desk <help@desk.example> a écrit\u00a0:\n\n> Ça va ?\n> Oui ?',
      'Oui',
    ],
    [
      'a rule above the quote',
      'Sure\n\n----------------------------------------\n\nFrom: Desk <help@desk.example>\nSent: Friday\nTo: Ann\nSubject: x\n\nold',
      'Sure',
    ],
    [
      'a disclaimer as a second signature',
      'Fine.\n\n-- \nAnn\n--\nThis mail is confidential.\nDelete it.',
      'Fine.',
    ],
    [
      'a quotation in our own words',
      'You wrote:\n> Turn it off.\n> And on.\n\nI did. Nothing.',
      'I did. Nothing.',
    ],
  ])('is what is new: %s', (_, mail, visible) => expect(visibleText(mail)).toBe(visible));

  it.each<[what: string, mail: string]>([
    ['a plain text', 'Hello,\n\nthe printer is on fire.\n\nBest regards\nAnn User'],
    ['an empty one', ''],
    ['blank lines', '\n\n \n'],
    [
      'a word at the beginning of a line',
      'It fails\nOn Monday it worked, and\nOn Tuesday 20.11.2026 it did not.',
    ],
    ['somebody who is quoted without a date', 'My boss wrote:\n\nbuy a new one\n\nSo please do.'],
    ['a list with a colon', 'On the 3 printers I see:\n- one\n- two'],
    ['a journey', 'From: Paris\nTo: London\nDate: 3 May 2026\n\nPlease book.'],
    ['an address in a form', 'Name: Ann\nFrom: Acme\nPhone: 123\nWish: a printer'],
    [
      'two dashes of a long text',
      `Part one.\n--\n${Array.from({ length: 30 }, (_, n) => `Line ${n} of part two.`).join('\n')}`,
    ],
    ['rulers', 'One\n-----\nTwo\n=====\nThree\n_____\n'],
    ['a single prompt', 'I run\n> npm start\nand it fails.'],
    [
      'a sentence about a telephone',
      'I sent it from my iPhone yesterday.\niPhone 12 and iPad fail both.\nSent from the warehouse: 3 boxes.',
    ],
    ['a table of a log', '10:04 server <a@b.example>: up\n10:05 server <a@b.example>: down'],
    [
      'a forwarded mail alone',
      '---------- Forwarded message ---------\nFrom: Eve <eve@example.net>\nDate: Fri, Nov 20, 2026 at 10:04 AM\nSubject: Invoice\nTo: Ann <ann@example.org>\n\nPlease pay.',
    ],
    [
      'a mail forwarded with a word',
      'Can you handle this?\n\n-------- Forwarded Message --------\nSubject: Invoice\nFrom: Eve <eve@example.net>\nTo: Ann <ann@example.org>\n\nPlease pay.\n\nOn Fri, 20 Nov 2026 at 10:04, Joe <joe@example.net> wrote:\n> Now.\n> Really.',
    ],
    [
      'a mail forwarded by Apple Mail',
      'FYI\n\nBegin forwarded message:\n\nFrom: Eve <eve@example.net>\nSubject: Invoice\nDate: 20 November 2026 at 10:04:11 CET\nTo: ann@example.org\n\nPlease pay.',
    ],
    [
      'a mail forwarded by Apple Mail, German',
      'Zur Info\n\nAnfang der weitergeleiteten Nachricht:\n\nVon: Eve <eve@example.net>\nBetreff: Rechnung\nDatum: 20. November 2026\nAn: ann@example.org\n\nBitte zahlen.',
    ],
    [
      'a mail forwarded by Outlook alone',
      'From: Eve <eve@example.net>\nSent: Friday\nTo: Ann <ann@example.org>\nSubject: Invoice\n\nPlease pay.',
    ],
    ['nothing but a quote', 'On 11/20/26 10:04, Desk wrote:\n> Shall we?\n> Or not?'],
    ['nothing but a signature', '-- \nAnn User\nACME Ltd.'],
    ['nothing but a telephone', 'Sent from my iPhone'],
  ])('is the whole text where nothing is known to be old: %s', (_, mail) =>
    expect(visibleText(mail)).toBe(mail),
  );
});

describe('the visible text of a reply in HTML', () => {
  const visibleOf = (html: string): string => visibleText(htmlToText(sanitiseHtml(html)));

  it.each<[program: string, html: string, visible: string]>([
    [
      'Gmail',
      '<div dir="ltr">It works.<div><br></div><div>Ann</div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Fri, Nov 20, 2026 at 10:04 AM Desk &lt;<a href="mailto:help@desk.example">help@desk.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid"><div>Hello,<br><br>try it.</div><blockquote>older</blockquote></blockquote></div>',
      'It works.\n\n\nAnn',
    ],
    [
      'Gmail with a signature',
      '<div dir="ltr">Yes.<br clear="all"><br><span class="gmail_signature_prefix">-- </span><br><div class="gmail_signature">Ann<br>ACME</div></div><div class="gmail_quote"><div class="gmail_attr">On Fri, 20 Nov 2026 at 10:04, Desk &lt;help@desk.example&gt; wrote:</div><blockquote>?</blockquote></div>',
      'Yes.',
    ],
    [
      'Outlook',
      '<div class="WordSection1"><p class="MsoNormal">It still fails.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Desk &lt;help@desk.example&gt; <br><b>Sent:</b> Friday, November 20, 2026 10:04 AM<br><b>To:</b> Ann &lt;ann@example.org&gt;<br><b>Subject:</b> Re: [#12] Printer<o:p></o:p></p></div></div><p>Hello</p></div>',
      'It still fails.',
    ],
    [
      'Outlook on the web',
      '<div>Sure<br></div><div id="appendonsend"></div><hr style="width:98%"><div id="divRplyFwdMsg"><font><b>From:</b> Desk &lt;help@desk.example&gt;<br><b>Sent:</b> Friday<br><b>To:</b> Ann<br><b>Subject:</b> Re: x</font><div>&nbsp;</div></div><div>old</div>',
      'Sure',
    ],
    [
      'Outlook on a telephone',
      '<div dir="auto">Yes</div><div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><hr><div id="divRplyFwdMsg"><b>From:</b> Desk<br><b>Sent:</b> Friday<br><b>Subject:</b> x</div><div>old</div>',
      'Yes',
    ],
    [
      'Apple Mail',
      '<div>Great.</div><div><br></div><div>Sent from my iPhone</div><div><br><blockquote type="cite">On 20 Nov 2026, at 10:04, Desk &lt;help@desk.example&gt; wrote:<br><br></blockquote></div><blockquote type="cite"><div>Hello,<br>try it.</div></blockquote>',
      'Great.',
    ],
    [
      'Thunderbird, between the lines',
      '<div class="moz-cite-prefix">On 11/20/26 10:04, Desk wrote:<br></div><blockquote type="cite"><p>Which?</p></blockquote><p>That one.</p><blockquote type="cite"><p>On?</p></blockquote><p>Yes.</p><pre class="moz-signature">-- \nAnn</pre>',
      'That one.\n\nYes.',
    ],
    [
      'Yahoo',
      '<div>ok thanks</div><div class="yahoo_quoted"><div><div>On Friday, November 20, 2026 at 10:04:11 AM GMT+1, Desk &lt;help@desk.example&gt; wrote:</div><div><br></div><div>Hello</div></div></div>',
      'ok thanks',
    ],
    [
      'Proton',
      '<div>fine</div><div class="protonmail_signature_block"><div>Sent with <a href="https://proton.me/">Proton Mail</a> secure email.</div></div><div class="protonmail_quote">On Friday, November 20th, 2026 at 10:04 AM, Desk &lt;help@desk.example&gt; wrote:<br><blockquote type="cite">hello</blockquote></div>',
      'fine',
    ],
  ])('is what is new: %s', (_, html, visible) => expect(visibleOf(html)).toBe(visible));
});

describe('the visible text of a hostile mail', () => {
  const MEGABYTE = 1_000_000;
  const filled = (text: string): string => text.repeat(Math.ceil(MEGABYTE / text.length));

  it.each<[what: string, mail: string]>([
    ...[
      '\n',
      ' ',
      '\t',
      '\u00a0',
      '>',
      '-',
      '_',
      '*',
      ':',
      '<',
      '@',
      '0',
      'a',
      '\r\n',
      '> ',
      '>\n',
      '--\n',
      '---\n',
    ].map((text): [string, string] => [JSON.stringify(text), filled(text)]),
    ...[
      'On ',
      'On 2026 ',
      'wrote: ',
      'a\n',
      'a:\n',
      '1:\n',
      'a <b@c\n',
      'On 2026:\n',
      'On 2026-11-20 <a@b>\n',
    ].map((text): [string, string] => [JSON.stringify(text), filled(text)]),
    ...[
      'From: a\n',
      'From: a@b\n',
      'From: a\nTo: b\n',
      'From:\nx@y\n',
      'Sent from my \n',
      'wrote:\n',
      '--\na\n',
    ].map((text): [string, string] => [JSON.stringify(text), filled(text)]),
    ...[
      'On 2026 a@b wrote:\na\n',
      '-----Original Message-----\na\n',
      '> a\nb\n',
      'On 2026 10:04 a@b wrote:\n> a\nb\n',
    ].map((text): [string, string] => [JSON.stringify(text), filled(text)]),
    ['one long line of introduction', `On ${filled('x 2026 ')} wrote:`],
    ['long lines', filled(`${'On Fri 2026 schrieb '.repeat(30)}:\n`)],
    ['newlines before a letter', `a${filled('\n')}b`],
    ['blanks before a letter', `a${filled(' ')}b`],
    ['blanks and newlines', filled('          \n')],
    ['dashes and a blank', `${filled('-')} -`],
    ['recipients without end', `From: a@b\n${filled('x@y;\n')}`],
    ['half an emoji', filled('\ud83d\n')],
  ])('is found in time: %s', (_, mail) => {
    const started = process.cpuUsage();
    visibleText(mail);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1_000).toBeLessThan(100);
  });

  it('keeps what lies beyond the lines that are looked at, unless a quote began before', () => {
    const long = `${'line\n'.repeat(5_000)}end`;
    expect(visibleText(`${long}\n`)).toBe(`${long}\n`);
    expect(visibleText(`> a\n> b\n${long}`)).toBe(long);
    expect(visibleText(`new\n-----Original Message-----\n${long}`)).toBe('new');
  });
});
