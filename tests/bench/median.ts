/** The middle one of some numbers, the larger of two; at least one is needed. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}
