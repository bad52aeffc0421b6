// In a notebook Panel tells Python whatever changes in the page, also what Python itself has just set there. Where two
// views change within moments, such an echo of the first comes after the second and is taken for news: the views then
// set each other back and forth for ever. A served page has no echoes, for Bokeh does not tell what it was told.

/** As far as Bokeh's change tells who made it: what Python sent is not to be synchronised. */
interface Change {
  sync?: boolean
}

/** Panel's own model that sends a notebook's changes to the kernel. */
interface CommManager {
  type: string
  _document_changed?(change: Change): void
}

export interface BokehDocument {
  roots(): CommManager[]
}

const MANAGER = 'panel.models.comm_manager.CommManager'
const quiet = new WeakSet<object>()

/** Let Python hear only of what it has not set itself. */
export function withoutEchoes(document: BokehDocument | null | undefined): void {
  for (const manager of document?.roots() ?? []) {
    const tell = manager._document_changed
    if (manager.type !== MANAGER || !tell || quiet.has(manager)) continue
    quiet.add(manager)
    manager._document_changed = change => {
      if (change.sync !== false) tell.call(manager, change)
    }
  }
}
