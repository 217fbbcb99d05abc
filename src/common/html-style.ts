const COLOUR = /^(#[0-9a-f]{3,8}|rgba?\([\d,.%/]{1,40}\))$/i;
const LENGTH = /^-?(0|(\d{1,5}(\.\d{1,4})?|\.\d{1,4})(px|pt|pc|em|rem|ex|ch|cm|mm|in|%))$/i;
const NUMBER = /^\d{1,4}(\.\d{1,4})?$/;
const WORD = /^[a-z-]{1,30}$/i;

/** What each of up to `max` words of a value may be. */
interface Rule {
  max: number;
  words: RegExp[];
}

const colour: Rule = { max: 1, words: [COLOUR, WORD] };
const word: Rule = { max: 1, words: [WORD] };
const size: Rule = { max: 1, words: [LENGTH, WORD] };
const sizes: Rule = { max: 4, words: [LENGTH, WORD] };
const border: Rule = { max: 3, words: [LENGTH, COLOUR, WORD] };

const SIDES = ['top', 'right', 'bottom', 'left'];
const sided = (name: string, rule: Rule): [string, Rule][] => [
  [name, rule],
  ...SIDES.map((side): [string, Rule] => [`${name}-${side}`, rule]),
];

/** What styling may do: colour and set text, size boxes. Not fetch (`url()`), not leave its place (`position`). */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['color', colour],
  ['background', colour],
  ['background-color', colour],
  ...sided('border', border),
  ['border-color', { max: 4, words: [COLOUR, WORD] }],
  ['border-style', { max: 4, words: [WORD] }],
  ['border-width', sizes],
  ['border-collapse', word],
  ['font-size', size],
  ['font-style', word],
  ['font-weight', { max: 1, words: [WORD, NUMBER] }],
  ['letter-spacing', size],
  ['line-height', { max: 1, words: [LENGTH, WORD, NUMBER] }],
  ['list-style', { max: 2, words: [WORD] }],
  ['list-style-type', word],
  ...sided('margin', sizes),
  ...sided('padding', sizes),
  ['text-align', word],
  ['text-decoration', { max: 3, words: [WORD] }],
  ['text-indent', size],
  ['text-transform', word],
  ['vertical-align', size],
  ['white-space', word],
  ['width', size],
  ['height', size],
  ['max-width', size],
  ['min-width', size],
]);

/** No value that is kept is longer; others are only work for the rules. */
const VALUE_MAX = 200;
const FONT = /^[\w\s-]{1,60}$/;
const FONTS_MAX = 10;

/** The colours that HTML has names for; clients of old desks expect to read them as numbers. */
const COLOURS: ReadonlyMap<string, string> = new Map(
  (
    'black 000000 silver C0C0C0 gray 808080 grey 808080 white FFFFFF maroon 800000 red FF0000 purple 800080 ' +
    'fuchsia FF00FF magenta FF00FF green 008000 lime 00FF00 olive 808000 yellow FFFF00 navy 000080 blue 0000FF ' +
    'teal 008080 aqua 00FFFF cyan 00FFFF orange FFA500 brown A52A2A pink FFC0CB'
  )
    .match(/\w+ \w+/g)!
    .map((pair) => pair.split(' ') as [string, string])
    .map(([name, hex]) => [name, `#${hex}`]),
);

/** `red` as `#FF0000`; anything else as it is. */
export const numberedColour = (text: string): string => COLOURS.get(text.toLowerCase()) ?? text;

/** The declarations of a `style` attribute that are harmless, each ended by a semicolon; empty when none is. */
export function safeStyle(style: string): string {
  return style
    .split(';')
    .map((declaration) => {
      const colon = declaration.indexOf(':');
      const name = declaration.slice(0, Math.max(colon, 0)).trim().toLowerCase();
      const value = safeValue(name, declaration.slice(colon + 1));
      return value && `${name}:${value};`;
    })
    .join('');
}

function safeValue(name: string, text: string): string {
  if (text.length > VALUE_MAX) return '';
  if (name === 'font-family') return safeFonts(text);
  const rule = RULES.get(name);
  if (!rule) return '';
  const words = text
    .replace(/!\s*important\s*$/i, '')
    .replace(/\s*,\s*/g, ',')
    .trim()
    .split(/\s+/, rule.max + 1);
  const fits = words.length <= rule.max && words.every((each) => rule.words.some((kind) => kind.test(each)));
  return fits ? words.map((each) => numberedColour(each).replace(/^(-?)0+(?=\.)/, '$1')).join(' ') : '';
}

function safeFonts(text: string): string {
  const names = text.split(',', FONTS_MAX).map((name) =>
    name
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2')
      .trim(),
  );
  if (!names.every((name) => FONT.test(name))) return '';
  return names.map((name) => (/^[a-z-]+$/i.test(name) ? name : `'${name}'`)).join(', ');
}
