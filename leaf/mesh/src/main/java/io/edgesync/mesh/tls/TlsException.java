package io.edgesync.mesh.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A listener's certificate, key or certificate authority cannot be used. The message names the file. */
public final class TlsException extends IOException {
  private static final long serialVersionUID = 1L;

  TlsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
