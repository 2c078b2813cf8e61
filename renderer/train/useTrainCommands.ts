import { ChartSpline, LineChart, Pause, Pencil, Play, Plus, ScanSearch, Square, Trash2 } from '@lucide/vue'
import type { Run } from '../../main/contract/runs.ts'
import { type Command, useViewCommands } from '../commands/commands.ts'
import { actionsOf, isRemovable, type RunAction } from './runActions.ts'
import { useRunActions } from './useRunActions.ts'

/** What the commands need from the view. */
export interface TrainCommands {
  readonly selected: () => Run | undefined
  readonly create: () => void
  readonly rename: (run: Run) => void
  readonly compare: (run: Run) => void
  readonly compareNone: () => void
  readonly isComparing: () => boolean
  readonly toggleLog: () => void
  readonly toggleSmooth: () => void
}

/** Registers the commands of the Train view. */
export function useTrainCommands(view: TrainCommands): void {
  const { act, remove, isUsable, parseWith, exportCsv } = useRunActions()

  /** A command on the selected run, enabled if the run allows it. */
  const ofRun = (run: (selected: Run) => void, allows: (selected: Run) => boolean = () => true) => ({
    run: () => {
      const selected = view.selected()
      if (selected) run(selected)
    },
    enabled: () => {
      const selected = view.selected()
      return selected !== undefined && allows(selected)
    },
  })
  const action = (name: RunAction) =>
    ofRun(
      (run) => void act(run, name),
      (run) => actionsOf(run).includes(name),
    )

  const own: Omit<Command, 'view'>[] = [
    { id: 'train.new', title: 'New run', icon: Plus, key: 'N', run: view.create },
    { id: 'train.pause', title: 'Pause the run', icon: Pause, key: 'P', ...action('pause') },
    { id: 'train.resume', title: 'Resume the run', icon: Play, key: 'R', ...action('resume') },
    { id: 'train.stop', title: 'Stop the run', icon: Square, ...action('stop') },
    {
      id: 'train.compare',
      title: 'Compare the run, or stop comparing it',
      icon: LineChart,
      key: 'C',
      ...ofRun(view.compare),
    },
    {
      id: 'train.compare-none',
      title: 'Stop comparing runs',
      key: 'Shift+C',
      run: view.compareNone,
      enabled: view.isComparing,
    },
    { id: 'train.rename', title: 'Rename the run', icon: Pencil, key: 'F2', ...ofRun(view.rename) },
    {
      id: 'train.remove',
      title: 'Remove the run',
      icon: Trash2,
      key: 'Delete',
      ...ofRun((run) => void remove([run]), isRemovable),
    },
    {
      id: 'train.use',
      title: 'Use the run for parsing',
      icon: ScanSearch,
      ...ofRun((run) => void parseWith(run), isUsable),
    },
    { id: 'train.csv', title: 'Save the run’s metrics as CSV', ...ofRun(exportCsv, ({ step }) => step > 0) },
    {
      id: 'train.log',
      title: 'Switch between logarithmic and linear axes',
      icon: LineChart,
      key: 'L',
      ...ofRun(view.toggleLog),
    },
    {
      id: 'train.smooth',
      title: 'Switch between smoothed and measured curves',
      icon: ChartSpline,
      key: 'S',
      ...ofRun(view.toggleSmooth),
    },
  ]
  useViewCommands('train', own)
}
