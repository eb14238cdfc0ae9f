package io.edgesync.ops.leaves;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A bad way for TCP connections from a port of this machine to another one: what TCP itself allows and no more. Bytes stand still, drip, and stop in the
 * middle of a frame because the connection breaks; they never change, and come in order. Closing breaks all connections.
 */
final class FaultyLink implements AutoCloseable {

  /** How it is with the way at present. */
  enum Mood {
    WELL, ROUGH, PARTED
  }

  private static final int CHUNK_BYTES = 16 << 10;
  private static final int CUT_ONE_IN = 120;
  private static final int STALL_ONE_IN = 30;
  private static final int DRIP_ONE_IN = 8;
  private static final int STALL_MILLIS_MAX = 1500;
  private static final int DRIP_BYTES_MAX = 200;
  private static final int DRIPS_MAX = 40;

  private final ServerSocket listener;
  private final int target;
  private final SplittableRandom random;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong cuts = new AtomicLong();
  private final AtomicLong stalls = new AtomicLong();
  /** Set by the trial, read by every pump. */
  private volatile Mood mood = Mood.WELL;

  /** @param target a port of this machine */
  FaultyLink(int target, SplittableRandom random) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.random = random;
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "nats-leaf://127.0.0.1:" + listener.getLocalPort();
  }

  /** Connections that were broken. */
  long cuts() {
    return cuts.get();
  }

  /** Times at which a connection stood still. */
  long stalls() {
    return stalls.get();
  }

  void become(Mood next) {
    mood = next;
    if (next == Mood.PARTED) {
      cuts.addAndGet(open.size() / 2);
      open.forEach(FaultyLink::close);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket near = listener.accept();
        if (mood == Mood.PARTED) {
          close(near);
          continue;
        }
        connect(near);
      } catch (IOException e) {
        // Closed.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
  }

  private void connect(Socket near) {
    open.add(near);
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(far);
      pump(near, far);
      pump(far, near);
    } catch (IOException e) {
      // Nobody listens there now: the solicitor dials again.
      open.remove(near);
      close(near);
    }
  }

  private void pump(Socket from, Socket to) {
    SplittableRandom dice;
    synchronized (random) {
      dice = random.split();
    }
    Thread.ofVirtual().start(() -> {
      byte[] chunk = new byte[CHUNK_BYTES];
      try (from; to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
          if (!pass(chunk, read, out, dice)) {
            cuts.incrementAndGet();
            return;
          }
        }
      } catch (IOException e) {
        // The other pump, or a partition, has closed it.
      } finally {
        open.remove(from);
        open.remove(to);
      }
    });
  }

  /** Returns whether the connection lives on. */
  private boolean pass(byte[] chunk, int length, OutputStream out, SplittableRandom dice) throws IOException {
    if (mood == Mood.ROUGH) {
      if (dice.nextInt(CUT_ONE_IN) == 0) {
        out.write(chunk, 0, dice.nextInt(length));
        return false;
      }
      if (dice.nextInt(STALL_ONE_IN) == 0) {
        stalls.incrementAndGet();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(dice.nextInt(STALL_MILLIS_MAX)));
      }
      if (dice.nextInt(DRIP_ONE_IN) == 0) {
        int at = 0;
        for (int drip = 0; drip < DRIPS_MAX && at < length; drip++) {
          int bytes = Math.min(length - at, 1 + dice.nextInt(DRIP_BYTES_MAX));
          out.write(chunk, at, bytes);
          at += bytes;
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        out.write(chunk, at, length - at);
        return true;
      }
    }
    out.write(chunk, 0, length);
    return true;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone, which is what was wanted.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      // Likewise.
    }
    open.forEach(FaultyLink::close);
  }
}
