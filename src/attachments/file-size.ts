export const MEBIBYTE = 1_048_576;

const UNITS = [
  { bytes: 1_073_741_824, unit: 'GB' },
  { bytes: MEBIBYTE, unit: 'MB' },
  { bytes: 1024, unit: 'KB' },
];

/** `2.5 MB`: two decimals at most, units of 1,024 under the names people know. HelpDeskZ says limits this way. */
export function sizeInWords(bytes: number): string {
  const step = UNITS.find((candidate) => bytes >= candidate.bytes);
  return step ? `${Number((bytes / step.bytes).toFixed(2))} ${step.unit}` : `${bytes} B`;
}
