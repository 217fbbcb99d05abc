import { expect, it } from 'vitest';
import { sizeInWords } from './file-size.js';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 KB'],
  [1_048, '1.02 KB'],
  [2_621_440, '2.5 MB'],
  [1_048_576, '1 MB'],
  [1_572_864 + 5_243, '1.51 MB'],
  [1_073_741_824, '1 GB'],
])('says %i bytes as %s', (bytes, words) => expect(sizeInWords(bytes)).toBe(words));
