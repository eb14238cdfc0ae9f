package io.edgesync.ops.interop;

/** By which hash artifacts are named. */
enum Names {
  SHA1, SHA3, MIXED
}
