// @vitest-environment happy-dom

import {describe, expect, test} from 'vitest'
import {BannerStrip} from '../../src/ui/banner'
import {DetailsPanel} from '../../src/ui/details'
import {Notices} from '../../src/ui/notices'
import {Tooltip} from '../../src/ui/tooltip'
import {HOSTILE, settings} from '../support'

describe('text of the data is text', () => {
  test('in the details', () => {
    const details = new DetailsPanel(settings(), () => {}, () => {})
    details.show({title: HOSTILE, subtitle: HOSTILE, marks: [HOSTILE], sections: [{title: HOSTILE, rows: [{label: HOSTILE, value: HOSTILE, note: HOSTILE}]}]})
    expect(details.element.querySelector('img')).toBeNull()
    expect(details.element.querySelector('h2')!.textContent).toBe(HOSTILE)
    expect(details.element.querySelector('dd')!.textContent).toBe(HOSTILE + HOSTILE)
  })

  test('in tooltip, banner and notices', () => {
    const tooltip = new Tooltip()
    tooltip.show([{title: HOSTILE, lines: [HOSTILE], colour: 'red'}], 0, 0, String)
    const banner = new BannerStrip(settings())
    banner.show(HOSTILE as never, HOSTILE)
    const notices = new Notices(settings())
    notices.add(HOSTILE)
    for (const {element} of [tooltip, banner, notices]) {
      expect(element.querySelector('img')).toBeNull()
      expect(element.textContent).toContain(HOSTILE)
    }
  })
})
