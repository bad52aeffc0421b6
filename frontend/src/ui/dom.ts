// Elements without markup: text of the data can never become HTML.

type Attributes = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>
type Child = Node | string | null | undefined | false

/** An element with attributes, listeners (`onclick`, …) and children; strings become text. */
export function h<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false && child !== ''))
  return element
}

const FOCUSABLE = 'button, input, select'

/** Build an element's content anew without taking the focus from whoever uses the keyboard there. */
export function keepingFocus(element: HTMLElement, build: () => void): void {
  const focused = (element.getRootNode() as Document | ShadowRoot).activeElement
  const place = focused && element.contains(focused) ? [...element.querySelectorAll(FOCUSABLE)].indexOf(focused) : -1
  build()
  if (!focused || place < 0) return
  const now = [...element.querySelectorAll<HTMLElement>(FOCUSABLE)]
  // by its name, for others may have come or gone; in another language by its place
  const same = now.find(other => nameOf(other) !== null && nameOf(other) === nameOf(focused) && other.getAttribute('type') === focused.getAttribute('type'))
  ;(same ?? now[Math.min(place, now.length - 1)])?.focus()
}

/** What a control is known by when it was built anew: a name of its own where its label changes with what it does. */
export const nameOf = (element: Element) => element.getAttribute('data-name') ?? element.getAttribute('aria-label')

const SVG = 'http://www.w3.org/2000/svg'

/** Lines of the icons, on a grid of 24. */
const ICONS = {
  layers: 'M12 3 3 8l9 5 9-5-9-5ZM3 12.5l9 5 9-5M3 17l9 5 9-5',
  close: 'M6 6l12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  compass: 'M12 2.5 8 12h8l-4-9.5ZM12 21.5 8 12h8l-4 9.5Z',
  expand: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  frame: 'M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M9 9h6v6H9z',
  play: 'M7 4.5v15l12.5-7.5L7 4.5Z',
  pause: 'M8 5v14M16 5v14',
  undo: 'M8 5 3.5 9.5 8 14M4 9.5h10a5.5 5.5 0 0 1 0 11h-4',
  back: 'M17 5v14L8.5 12 17 5ZM6 5v14',
  forward: 'M7 5v14l8.5-7L7 5ZM18 5v14',
  chevron: 'm9 6 6 6-6 6',
  ruler: 'M3 16.5 16.5 3 21 7.5 7.5 21 3 16.5ZM6.5 13l2 2M9.5 10l3 3M12.5 7l2 2M15.5 4l3 3',
  rings: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 11.9v.2',
  box: 'M4 7V4h3M11 4h3M18 4h2v3M20 11v3M20 18v2h-3M13 20h-3M7 20H4v-3M4 14v-3',
  lasso: 'M12 4c5 0 9 2.3 9 5.5S17 15 12 15s-9-2.3-9-5.5S7 4 12 4ZM7 14.2c-1.8 1.3-1.7 3.6.5 3.8 1.6.1 2 1.5.5 3',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 20.5 20.5',
  share: 'M12 15V4M8 7.5 12 3.5l4 4M5 12v7.5h14V12',
  keyboard: 'M3 6.5h18v11H3zM6.5 10h.1M10.2 10h.1M13.8 10h.1M17.5 10h.1M8 14h8',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15L6 16.5ZM10 20.5a2 2 0 0 0 4 0',
  silent: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15L6 16.5ZM10 20.5a2 2 0 0 0 4 0M3.5 3.5l17 17',
  reset: 'M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5',
} as const

export type Icon = keyof typeof ICONS

export function icon(name: Icon): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', `icon icon-${name}`)
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', ICONS[name])
  svg.append(path)
  return svg
}

export function iconButton(name: Icon, label: string, onclick: () => void): HTMLButtonElement {
  return h('button', {type: 'button', class: 'icon-button', title: label, 'aria-label': label, onclick}, icon(name))
}
