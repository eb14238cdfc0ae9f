package io.edgesync.ops.interop;

/** Whose program asks. */
enum Client {
  OURS, STOCK
}
