import { describe, expect, it } from 'vitest'
import { missingLibraries } from './missing.ts'

describe('missingLibraries', () => {
  it('reads them from the message of the system when it loads an addon', () => {
    const message = 'Error: libcudart.so.11.0: cannot open shared object file: No such file or directory'
    expect(missingLibraries(message)).toEqual(['libcudart.so.11.0'])
  })

  it('reads each once from the log of TensorFlow, on Linux and on Windows', () => {
    const log = [
      "W tsl/dso_loader.cc:64] Could not load dynamic library 'libcudnn.so.8'; dlerror: libcudnn.so.8: cannot open shared object file: No such file or directory",
      "W tsl/dso_loader.cc:64] Could not load dynamic library 'libcudnn.so.8'; dlerror: libcudnn.so.8: cannot open shared object file: No such file or directory",
      "W tsl/dso_loader.cc:64] Could not load dynamic library 'cublas64_11.dll'; dlerror: cublas64_11.dll not found",
    ]
    expect(missingLibraries(log.join('\n'))).toEqual(['libcudnn.so.8', 'cublas64_11.dll'])
  })

  it('finds none where nothing is missing', () => {
    expect(missingLibraries('I core/platform/cpu_feature_guard.cc:193] This binary is optimized')).toEqual([])
  })
})
