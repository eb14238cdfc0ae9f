package io.edgesync.mesh.tls;

import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** {@code cipher_suites}: names as {@code nats-server --help_tls} lists them, which are Go's, and as Java has them. */
public final class CipherSuites {
  /** A list is for TLS 1.2; those of 1.3 are all good and always there. */
  private static final String OF_TLS_1_3 = "TLS_(AES|CHACHA20)_.*";
  private static final Set<String> SUPPORTED = Set.copyOf(supported());

  private CipherSuites() {}

  private static List<String> supported() {
    try {
      return Arrays.asList(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("TLS is missing from this Java", e);
    }
  }

  /** Java's name; Go's has no hash behind CHACHA20_POLY1305. */
  private static String javaName(String name) {
    return name.endsWith("_CHACHA20_POLY1305") ? name + "_SHA256" : name;
  }

  /** Whether this Java has it, and does not think it broken. */
  public static boolean isSupported(String name) {
    return SUPPORTED.contains(javaName(name));
  }

  /** Those named, and those of TLS 1.3. */
  static List<String> with(List<String> named) {
    return Stream.concat(SUPPORTED.stream().filter(suite -> suite.matches(OF_TLS_1_3)).sorted(),
        named.stream().map(CipherSuites::javaName)).distinct().toList();
  }
}
