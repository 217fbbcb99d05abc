import { ValidateBy } from 'class-validator';

/** Tabs come with pasted text; other control characters and halves of a surrogate pair only by accident or malice. */
const LINE = /^(?=[^]*\S)(?:[^\p{Cc}\p{Cs}]|\t)*$/u;

/** One line of text, more than blanks: names and subjects, which go into mail headers and onto terminals. */
export const IsLine = (): PropertyDecorator =>
  ValidateBy({
    name: 'isLine',
    validator: {
      validate: (value) => typeof value === 'string' && LINE.test(value),
    },
  });
