import { describe, expect, it } from 'vitest'
import { scriptBeside, threadScriptBeside } from './scriptBeside.ts'

describe('a script beside a module', () => {
  it('has the ending of the module: sources run as they are, compiled ones compiled', () => {
    expect(scriptBeside('worker', 'file:///app.v2/model/threads.ts').href).toBe(
      'file:///app.v2/model/worker.ts',
    )
    expect(scriptBeside('worker', 'file:///app/out/model/threads.js').href).toBe(
      'file:///app/out/model/worker.js',
    )
  })

  it('that a thread runs is a real file also where the app is packed', () => {
    const packed = 'file:///opt/app/resources/app.asar/out/model/threads.js'
    expect(threadScriptBeside('worker', packed).href).toBe(
      'file:///opt/app/resources/app.asar.unpacked/out/model/worker.js',
    )
    expect(threadScriptBeside('worker', 'file:///app/model/threads.ts').href).toBe(
      'file:///app/model/worker.ts',
    )
  })
})
