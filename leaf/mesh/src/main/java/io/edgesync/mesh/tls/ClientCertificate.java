package io.edgesync.mesh.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * A client's certificate that the handshake has verified. It names users as {@code nats-server} reads it: by e-mail address, DNS name,
 * URI, then by its subject.
 */
public record ClientCertificate(X509Certificate certificate) {
  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;

  /** Hex of the SHA-256 of its public key ({@code SubjectPublicKeyInfo}), which {@code pinned_certs} lists. */
  public String pin() {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this Java", e);
    }
  }

  /** What it names, of what is known by name; the best match first. */
  public <T> List<T> named(Map<String, T> known) {
    Set<T> found = new LinkedHashSet<>();
    for (int type : new int[]{EMAIL, DNS, URI}) {
      for (String name : alternativeNames(type)) {
        T one = known.get(name);
        if (one != null) {
          found.add(one);
        }
      }
    }
    String subject = certificate.getSubjectX500Principal().getName();
    List<String> parts = parts(subject);
    if (parts != null) {
      known.forEach((name, one) -> {
        if (parts.equals(parts(name))) {
          found.add(one);
        }
      });
      known.forEach((name, one) -> {
        List<String> others = parts(name);
        if (others != null && others.size() == parts.size() && Set.copyOf(others).equals(Set.copyOf(parts))) {
          found.add(one);
        }
      });
    }
    T literally = known.get(subject);
    if (literally != null) {
      found.add(literally);
    }
    return List.copyOf(found);
  }

  private List<String> alternativeNames(int wanted) {
    var names = new ArrayList<String>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> entry : all) {
          if (entry.get(0) instanceof Integer type && type == wanted && entry.get(1) instanceof String name) {
            names.add(name);
          }
        }
      }
    } catch (CertificateParsingException malformed) {
      return List.of();
    }
    return names;
  }

  /** The parts of a distinguished name, types in lower case; null where the text is none. */
  private static @Nullable List<String> parts(String text) {
    if (text.indexOf('=') < 0) {
      return null;
    }
    try {
      return new LdapName(text).getRdns().stream().map(ClientCertificate::part).collect(Collectors.toList());
    } catch (InvalidNameException notAName) {
      return null;
    }
  }

  private static String part(Rdn rdn) {
    return rdn.getType().toLowerCase(Locale.ROOT) + "=" + rdn.getValue();
  }

  @Override
  public String toString() {
    return certificate.getSubjectX500Principal().getName();
  }
}
