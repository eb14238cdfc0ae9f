package io.edgesync.mesh.monitor;

import java.io.IOException;

/** Monitoring cannot answer where it should; the message names the address and why. */
public final class MonitorException extends IOException {
  private static final long serialVersionUID = 1L;

  MonitorException(String message, Throwable cause) {
    super(message, cause);
  }
}
