// Hours of the UTC day as they are typed and written: quarters, 8 is 08:00.

/** `8`, `08:15`, `0815`; null for anything else. Rounded to quarters. */
export function parseHour(text: string): number | null {
  const found = /^\s*(\d{1,2})(?::?([0-5]\d))?\s*$/.exec(text)
  if (!found) return null
  const hour = Number(found[1]) + Math.round(Number(found[2] ?? 0) / 15) / 4
  return hour <= 24 ? hour : null
}

/** `08:15`. */
export function hourText(hour: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(hour))}:${two(Math.round((hour % 1) * 60))}`
}
