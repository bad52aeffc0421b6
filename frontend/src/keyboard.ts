// Keys of the whole component. What they do is said in the table of keys.ts, from which the help is made as well.

import {BINDINGS, type Keys} from './keys'

export function onKey(event: KeyboardEvent, keys: Keys): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const target = event.composedPath()[0] as HTMLElement
  const binding = BINDINGS.find(({keys: names, shift, always, leaves}) =>
    names.includes(event.key) && (!shift || event.shiftKey) && (always || !typing(target)) && !(leaves?.(target)))
  if (!binding) return
  if (event.key !== 'Escape') event.preventDefault()
  binding.act(keys, event.key)
}

const typing = (target: HTMLElement) => target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
  || (target instanceof HTMLInputElement && !['range', 'checkbox'].includes(target.type))
