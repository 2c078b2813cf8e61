import { expect, it } from 'vitest'
import { useLibrary } from './library.ts'
import { useParsed } from './parsed.ts'
import { useSelection } from './selection.ts'
import { eventually, openTestWindow } from './window.testing.ts'

it('It is known whether any of the selected pictures, else of all shown, has a parse', async () => {
  const app = await openTestWindow()
  const { pictures } = app.addSet('digit', [{ label: '7' }, { label: '4' }])
  app.keepParse(pictures[1], 0.02)
  const [parsed, selection, library] = [useParsed(), useSelection(), useLibrary()]
  await eventually(() => expect(parsed.any).toBe(true))
  selection.select([pictures[0]])
  await eventually(() => expect(parsed.any).toBe(false))
  selection.select(pictures)
  expect(parsed.any).toBe(true)
  selection.clear()
  library.show({ parsed: false })
  await eventually(() => expect(parsed.any).toBe(false))
})

it('It is updated when a selected picture has been parsed', async () => {
  const app = await openTestWindow()
  const [picture] = app.addSet('digit', [{ label: '7' }]).pictures
  const [parsed, selection] = [useParsed(), useSelection()]
  selection.select([picture])
  await eventually(() => expect(parsed.any).toBe(false))
  app.keepParse(picture, 0.01)
  await eventually(() => expect(parsed.any).toBe(true))
})
