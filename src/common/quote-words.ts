/*
 * The words by which mail programs introduce what they quote, forward or add, by language; all in lower case, with
 * plain blanks. Where a language has several, its programs do.
 */

const words = (text: string): string[] =>
  text
    .split('|')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** What the line that introduces a quote ends with, before its colon: `… Ann <ann@example.org> wrote`. */
export const WROTE_LAST: readonly string[] = words(`
  wrote|writes|wrote to you|schrieb|schrieb folgendes|folgendes geschrieben|a écrit|écrivait|escribió|ha scritto|scrisse|schreef|geschreven|het volgende geschreven|escreveu
  |skrev|skrev følgende|skrev följande|kirjoitti|napisał(a)|napisał|napisała|pisze|napsal(a)|napsal|napsala|napísal(a)
  |napísal|napísala|написал(а)|написал|написала|пишет|пише|написав|написав(-ла)|έγραψε|a scris|yazdı|şunu yazdı|ezt írta
  |írta|viết|menulis|כתב|כתב/ה|كتب|เขียนว่า|のメール|のメッセージ|は書きました|さんは書きました|が書きました|写道|写到|寫道|님이 작성|작성|님이 씀`);

/** The same where the name follows: `Am 20.11.2026 um 10:00 schrieb Ann`. */
export const WROTE_INSIDE: readonly string[] = words(`
  wrote|schrieb|schreef|skrev|napisał(a)|napisał|napisała|napisana przez|napsal(a)|napsal|kirjoitti|a écrit|escribió|ha scritto|escreveu|ezt írta`);

/** How such lines begin, where they do not begin with a day or a name. */
export const OPENERS: readonly string[] = words(`
  on|at|in|le|am|el|il|em|no dia|op|den|på|wiadomość napisana przez|w dniu|dnia|dne|dňa|a|la|în data|στις|το|vào|pada|ב|في|le jeu|el día|il giorno`);

/** Between lines of dashes, before a mail that is quoted as a whole. */
export const ORIGINAL_MESSAGE: ReadonlySet<string> = new Set(
  words(`
  original message|original email|original mail|reply message|replied message|previous message|originalnachricht
  |original-nachricht|ursprüngliche nachricht|ursprüngliche e-mail|originale nachricht|antwort nachricht|message d'origine
  |message d’origine|message original|message initial|mail original|mensaje original|messaggio originale|messaggio di origine
  |oorspronkelijk bericht|origineel bericht|mensagem original|ursprungligt meddelande|originalmeddelande
  |oprindelig meddelelse|den oprindelige meddelelse|oprindelig besked|opprinnelig melding|alkuperäinen viesti
  |oryginalna wiadomość|wiadomość oryginalna|původní zpráva|původní e-mail|pôvodná správa|исходное сообщение
  |оригинальное сообщение|первоначальное сообщение|оригінальне повідомлення|eredeti üzenet|mesaj original|mesajul original
  |orijinal mesaj|özgün ileti|αρχικό μήνυμα|元のメッセージ|元のメール|オリジナル メッセージ|原始邮件|邮件原件|原邮件|原始郵件|原始訊息
  |원본 메시지|원본 메일`),
);

/** Between lines of dashes, or at the end of a line with a colon, before a mail that is passed on. */
export const FORWARDED_MESSAGE: ReadonlySet<string> = new Set(
  words(`
  forwarded message|forwarded mail|begin forwarded message|weitergeleitete nachricht|weitergeleitete mail
  |anfang der weitergeleiteten nachricht|message transféré|message transmis|message réexpédié|début du message réexpédié
  |début du message transféré|mensaje reenviado|inicio del mensaje reenviado|messaggio inoltrato|inizio messaggio inoltrato
  |doorgestuurd bericht|begin doorgestuurd bericht|mensagem encaminhada|mensagem reencaminhada
  |início da mensagem encaminhada|início da mensagem reencaminhada|vidarebefordrat meddelande|vidarebefordrat mejl
  |vidarebefordrat brev|videresendt meddelelse|videresendt besked|start på videresendt besked|videresendt melding
  |videresendt e-post|välitetty viesti|edelleenlähetetty viesti|välitetty viesti alkaa|przekazana wiadomość
  |wiadomość przekazana dalej|treść przekazanej wiadomości|początek przekazywanej wiadomości|przeposlaná zpráva
  |přeposlaná zpráva|začátek přeposílané zprávy|preposlaná správa|пересылаемое сообщение|пересланное сообщение
  |начало переадресованного сообщения|начало переадресованного письма|перенаправлене повідомлення|továbbított üzenet
  |mesaj redirecționat|iletilen mesaj|yönlendirilmiş ileti|προωθημένο μήνυμα|転送メッセージ|転送されたメッセージ|转发的邮件|转发邮件
  |以下是转发的邮件|已转发邮件|轉寄郵件|轉寄的郵件|開始轉寄郵件|전달된 메시지|전달된 메시지 시작`),
);

export type HeaderKind = 'from' | 'date' | 'to' | 'subject' | 'other';

/** The fields of a mail, as programs print them above what they quote. */
const HEADERS: Record<HeaderKind, string> = {
  from: `from|sender|von|de|da|van|från|fra|lähettäjä|od|от|от кого|від|feladó|de la|kimden|gönderen|από|差出人|送信者|送信元
    |发件人|寄件者|寄件人|보낸 사람|보낸사람`,
  date: `date|sent|sent on|datum|gesendet|gesendet am|envoyé|envoyé le|envoyée|enviado|enviado el|enviada|enviada em|enviado em
    |fecha|data|data e ora|inviato|inviata|inviato il|verzonden|verzonden op|skickat|sendt|dato|lähetetty|päivämäärä|päiväys
    |wysłano|wysłane|odesláno|odoslané|dátum|отправлено|дата|надіслано|elküldve|küldve|trimis|gönderildi|tarih|στάλθηκε
    |ημερομηνία|日時|日付|送信日時|送信日|发送时间|发送日期|日期|时间|寄件日期|傳送日期|보낸 날짜|날짜|보낸시간`,
  to: `to|an|à|a|para|aan|naar|till|til|vastaanottaja|do|komu|кому|címzett|către|kime|alıcı|προς|宛先|收件人|收件者|받는 사람
    |받는사람|destinataire|destinatario|destinatário`,
  subject: `subject|betreff|objet|sujet|asunto|oggetto|onderwerp|assunto|ämne|emne|aihe|temat|předmět|predmet|тема|tárgy
    |subiect|konu|θέμα|件名|主题|主題|主旨|제목`,
  other: `cc|bcc|kopie|kopia|kopi|kopio|copie|copia|cópia|kopie an|blindkopie|копия|копія|抄送|副本|참조|másolat|bilgi
    |reply-to|reply to|antwort an|répondre à|responder a|rispondi a|antwoord aan|importance|priority|wichtigkeit|priorität
    |attachments|anhänge|anlagen|pièces jointes|adjuntos|allegati|bijlagen|organization`,
};

export const HEADER_KINDS: ReadonlyMap<string, HeaderKind> = new Map(
  (Object.keys(HEADERS) as HeaderKind[]).flatMap((kind) =>
    words(HEADERS[kind]).map((label): [string, HeaderKind] => [label, kind]),
  ),
);

/** How the line begins that a program adds below each mail: `Sent from my iPhone`, */
export const SENT_FROM: readonly string[] = words(`
  sent from|sent via|sent with|sent using|sent by|get outlook for|download outlook|this message was sent from my
  |envoyé de|envoyé depuis|envoyé à partir|envoyé avec|envoyé via|obtenez outlook|obtenir outlook|télécharger outlook
  |provenance|von meinem|gesendet von|gesendet mit|gesendet über|gesendet aus|diese nachricht wurde von
  |outlook für|holen sie sich outlook|enviado desde|enviado do|enviado da|enviado de|enviado a partir|enviado con
  |enviado com|enviado via|obtener outlook|obtenga outlook|obter o outlook|baixe o outlook|inviato da|inviato dal
  |inviato con|ottieni outlook|scarica outlook|verzonden vanaf|verstuurd vanaf|verzonden met|verzonden via|outlook voor
  |outlook downloaden|skickat från|skickades från|hämta outlook|sendt fra|sendt via|hent outlook|få outlook|lähetetty
  |hanki outlook|wysłane z|wysłano z|wysłane przez|pobierz outlook|pobierz aplikację outlook|odesláno z|odesláno ze
  |získat outlook|získejte outlook|odoslané z|отправлено с|отправлено из|отправлено через|отправлено от
  |скачать outlook|загрузить outlook|надіслано з|elküldve|trimis de pe|στάλθηκε από|发自我的|来自我的|發自我的|傳送自
  |发送自|从我的|获取 outlook|取得 outlook`);

/** or how it ends: `iPhoneから送信`. */
export const SENT_FROM_LAST: readonly string[] = words('から送信|에서 보냄|gönderildi');

/** Without a device or a program in it, such a line is somebody's sentence. */
export const DEVICES: readonly string[] = words(`
  ipad|ipod|android|samsung|galaxy|huawei|xiaomi|oneplus|pixel|nokia|motorola|blackberry|windows|outlook|yahoo
  |proton|aol|gmx|web.de|t-online|thunderbird|mailbird|bluemail|spark|superhuman|k-9|fairemail|aquamail|mail.ru|яндекс
  |smartphone|handy|mobil|iphon|téléphone|telefon|telefoon|teléfono|cellulare|celular|móvil|puhelim|телефон|mail app
  |mail-app|手机`);
