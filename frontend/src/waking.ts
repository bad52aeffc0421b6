// In a notebook: until Python answers, the still picture that stands beside the map is shown in its place. What was saved
// and opened without a kernel keeps it; a page that was loaded anew gets the state the map has by now.

import type {Model} from './model'
import type {Parameters} from './scene'
import type {Transport} from './transport'

/** What `lagebild/views/still.py` wraps the map in. */
const LIVE = 'lagebild-live'

export async function wake(root: Element, model: Model, transport: Transport): Promise<void> {
  if (model.get('resource_base')) return // a served page has no other state than its own
  const state = await transport.state()
  for (const [name, value] of Object.entries(state) as [keyof Parameters, never][]) {
    if (JSON.stringify(model.get(name)) !== JSON.stringify(value)) model.set(name, value)
  }
  reveal(root)
}

function reveal(root: Element): void {
  for (let element: Element | null = root; element; element = outer(element)) {
    if (!element.classList.contains(LIVE)) continue
    element.removeAttribute('style')
    element.previousElementSibling?.remove()
    return
  }
}

/** Out of shadow roots as well. */
function outer(element: Element): Element | null {
  const {parentElement} = element
  if (parentElement) return parentElement
  const root = element.getRootNode()
  return root instanceof ShadowRoot ? root.host : null
}
