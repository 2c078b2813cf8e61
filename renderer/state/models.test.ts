import { expect, it } from 'vitest'
import { testApps } from '../client/testApp.testing.ts'
import { useModels } from './models.ts'
import { eventually, openTestWindow } from './window.testing.ts'

it('The current model is the same in every window', async () => {
  const path = await testApps.tinyModel()
  const { studio } = await openTestWindow()
  const models = useModels()
  await eventually(() => expect(models.current?.name).toBe('mnist-compact'))
  const { id } = await studio.models.open({ path })
  await studio.models.select({ id })
  await eventually(() => expect(models.current?.name).toBe('tiny'))
})
