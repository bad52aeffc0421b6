// Patterns for callsigns: `*` any characters, `?` one; without either a part of the text. Upper and lower case are alike.

/** Several patterns, separated by commas. */
export function globs(text: string): string[] {
  return text.toUpperCase().split(',').map(part => part.trim()).filter(Boolean).map(part => (/[*?]/.test(part) ? part : `*${part}*`))
}

export function matchesAny(text: string, patterns: string[]): boolean {
  const upper = text.toUpperCase()
  return patterns.some(pattern => glob(pattern, upper))
}

/** Without regular expressions, so that no pattern takes longer than length times length. */
function glob(pattern: string, text: string): boolean {
  let p = 0
  let star = -1
  let from = 0
  for (let t = 0; t < text.length; ) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++
      from = t
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++from
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
