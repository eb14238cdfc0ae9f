package io.edgesync.mesh.broker;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has come in on a connection that waits for an answer from another thread, as a login does, before it may handle any more. On the
 * event loop.
 */
final class Intake {
  private final WireParser parser;
  private final ReadPause pause;
  private final Deque<ByteBuf> held = new ArrayDeque<>();
  private boolean halted;

  Intake(WireParser parser, ReadPause pause) {
    this.parser = parser;
    this.pause = pause;
  }

  boolean isHalted() {
    return halted;
  }

  /** Bytes of the buffers that wait. */
  long bytesHeld() {
    long sum = 0;
    for (ByteBuf each : held) {
      sum += each.capacity();
    }
    return sum;
  }

  /** Reads the bytes, or keeps what is left of them until it goes on. */
  void read(ByteBuf bytes) {
    if (held.isEmpty()) {
      parser.read(bytes);
    }
    if (halted && bytes.isReadable()) {
      held.add(bytes.retain());
    }
  }

  void halt() {
    halted = true;
    pause.halt();
  }

  /** Does what was waited for, then goes on where it was halted. */
  void proceed(Runnable answer) {
    halted = false;
    Flushes flushes = Flushes.ofLoop();
    flushes.begin();
    try {
      answer.run();
      parser.more();
      while (!held.isEmpty() && !halted) {
        ByteBuf next = held.remove();
        parser.read(next);
        if (halted && next.isReadable()) {
          held.addFirst(next);
        } else {
          next.release();
        }
      }
    } finally {
      flushes.end();
    }
    if (!halted) {
      parser.rest();
      pause.proceed();
    }
  }

  /** Nothing of it is wanted any more. */
  void drop() {
    while (!held.isEmpty()) {
      held.remove().release();
    }
  }
}
