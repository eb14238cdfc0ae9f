package io.edgesync.cli.process;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals of the operating system, through {@code sun.misc.Signal}: a shutdown hook could end the daemon too, but then the
 * exit code is 143 and not 0. By reflection, because the compiler warns of every other use of that class.
 */
public final class Signals {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /** Runs {@code action} on a thread of the JVM's whenever {@code name} (without SIG) arrives; it must not block. */
  public static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[]{handler},
          (self, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
              action.run();
              yield null;
            }
            case "hashCode" -> System.identityHashCode(self);
            case "equals" -> System.identityHashCode(self) == System.identityHashCode(arguments[0]);
            default -> "handler of SIG" + name;
          });
      signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name),
          proxy);
    } catch (ReflectiveOperationException e) {
      LOG.warn("signal not handled signal={} reason={}", name, String.valueOf(e.getCause()));
    }
  }
}
