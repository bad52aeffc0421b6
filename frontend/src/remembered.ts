// What somebody chose on this machine, kept by the browser beyond the page; a browser that keeps nothing is no error.

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value)
  } catch {
    // storage is full or forbidden: the choice lasts as long as the page
  }
}

/** What was chosen before, if it is one of what can be chosen now. */
export function remembered<Value extends string>(name: string, known: readonly Value[]): Value | null {
  try {
    const value = localStorage.getItem(name)
    return known.find(one => one === value) ?? null
  } catch {
    return null
  }
}
