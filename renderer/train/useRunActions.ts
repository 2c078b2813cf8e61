import { Clipboard, Download, LineChart, Pause, Pencil, Play, ScanSearch, Square, Trash2 } from '@lucide/vue'
import type { Component } from 'vue'
import { routes } from '../../main/contract/routes.ts'
import type { Run } from '../../main/contract/runs.ts'
import { useStudio } from '../client/studio.ts'
import { keyOf } from '../commands/keys.ts'
import { useModels } from '../state/models.ts'
import { attempt, complain, say } from '../state/toasts.ts'
import { sayDone } from '../state/undo.ts'
import type { MenuItem, MenuItems } from '../ui/menuItems.ts'
import { csvName } from './csvName.ts'
import { actionsOf, isRemovable, type RunAction } from './runActions.ts'

const ACTIONS: Readonly<Record<RunAction, { readonly title: string; readonly icon: Component }>> = {
  pause: { title: 'Pause', icon: Pause },
  resume: { title: 'Resume', icon: Play },
  stop: { title: 'Stop', icon: Square },
}

/** The actions on a run. */
export function useRunActions() {
  const studio = useStudio()
  const models = useModels()

  const act = (run: Run, action: RunAction) => attempt(studio.runs[action]({ id: run.id }))

  async function rename(run: Run, name: string): Promise<void> {
    const trimmed = name.trim()
    if (trimmed !== '' && trimmed !== run.name)
      await attempt(studio.runs.rename({ id: run.id, name: trimmed }))
  }

  async function remove(runs: readonly Run[]): Promise<void> {
    const ids = runs.filter(isRemovable).map(({ id }) => id)
    if (ids.length === 0) return
    try {
      await studio.runs.remove({ ids })
      sayDone(ids.length === 1 ? `Removed ${runs[0].name}` : `Removed ${ids.length} runs`)
    } catch (error) {
      complain(error)
    }
  }

  /** Whether it has a model that is not the current one. */
  const isUsable = (run: Run) => run.modelId !== undefined && run.modelId !== models.currentId

  async function parseWith(run: Run): Promise<void> {
    if (run.modelId === undefined) return
    await attempt(models.select(run.modelId).then(() => say(`The model of ${run.name} parses pictures now.`)))
  }

  async function copyFolder(run: Run): Promise<void> {
    await attempt(
      navigator.clipboard.writeText(run.folder).then(() => say(`Copied the path of ${run.name}’s folder`)),
    )
  }

  function exportCsv(run: Run): void {
    const link = document.createElement('a')
    link.href = routes.figures(run.id)
    link.download = csvName(run.name)
    link.click()
  }

  const actionItems = (run: Run): MenuItem[] =>
    actionsOf(run).map((action) => ({
      ...ACTIONS[action],
      keys: keyOf(`train.${action}`),
      run: () => void act(run, action),
    }))

  /** The menu of a run. `ask.rename` starts to edit its name in the list. */
  function menuOf(
    run: Run,
    ask: { readonly rename: () => void; readonly compare: () => void; readonly compared: boolean },
  ): MenuItems {
    const actions = actionItems(run)
    return [
      ...actions,
      ...(actions.length > 0 ? [null] : []),
      {
        title: ask.compared ? 'Stop comparing' : 'Compare',
        icon: LineChart,
        keys: keyOf('train.compare'),
        run: ask.compare,
      },
      { title: 'Rename', icon: Pencil, keys: keyOf('train.rename'), run: ask.rename },
      ...(isUsable(run)
        ? [{ title: 'Use for parsing', icon: ScanSearch, run: () => void parseWith(run) }]
        : []),
      ...(run.step > 0
        ? [{ title: 'Save the metrics as CSV', icon: Download, run: () => exportCsv(run) }]
        : []),
      { title: 'Copy the path of its folder', icon: Clipboard, run: () => void copyFolder(run) },
      ...(isRemovable(run)
        ? [
            null,
            { title: 'Remove', icon: Trash2, keys: keyOf('train.remove'), run: () => void remove([run]) },
          ]
        : []),
    ]
  }

  return { ACTIONS, act, rename, remove, isUsable, parseWith, copyFolder, exportCsv, menuOf }
}
