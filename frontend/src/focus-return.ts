// Where the focus goes when what had it is closed: back to where it was before, so that nobody without a mouse starts again at the top.

import {nameOf} from './ui/dom'

const PANELS = '.tool-panel, .details-panel, .notices'

export class FocusReturn {
  /** What has the focus now, and what had it last outside of what can be closed. */
  private current: HTMLElement | null = null
  private former: HTMLElement | null = null
  private readonly watching = new MutationObserver(() => this.check())

  /** `otherwise`: where nothing had it before, or that is gone as well. */
  constructor(private readonly root: HTMLElement, private readonly otherwise: () => HTMLElement) {
    root.addEventListener('focusin', event => this.entered(event.composedPath()[0] as HTMLElement))
  }

  watch(stage: HTMLElement, notices: HTMLElement): void {
    this.watching.observe(stage, {attributes: true, attributeFilter: ['hidden'], subtree: true})
    this.watching.observe(notices, {childList: true})
  }

  close(): void {
    this.watching.disconnect()
  }

  private entered(target: HTMLElement): void {
    this.current = target
    if (!target.closest(PANELS)) this.former = target
  }

  private check(): void {
    if (!this.current || !this.gone(this.current) || this.elsewhere()) return
    const target = this.gone(this.former) ? this.named(this.former) : this.former
    ;(target ?? this.otherwise()).focus({preventScroll: true})
  }

  /** Is something used that is still there, in the component or beside it? */
  private elsewhere(): boolean {
    const tree = this.root.getRootNode() as Document | ShadowRoot
    const active = tree.activeElement ?? document.activeElement
    return active !== null && active !== document.body && active !== this.current && !(tree instanceof ShadowRoot && active.shadowRoot === tree)
  }

  private gone(element: HTMLElement | null): boolean {
    return element === null || !element.isConnected || element.closest('[hidden]') !== null
  }

  /** The button of the same name, for those of the map are built anew in another language or dimension. */
  private named(element: HTMLElement | null): HTMLElement | null {
    const name = element && nameOf(element)
    return (name && [...this.root.querySelectorAll<HTMLElement>('button')].find(other => nameOf(other) === name && !this.gone(other))) || null
  }
}
