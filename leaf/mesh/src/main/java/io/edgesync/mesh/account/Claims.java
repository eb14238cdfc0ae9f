package io.edgesync.mesh.account;

import com.grack.nanojson.JsonObject;
import io.edgesync.mesh.identity.IssuerKey;
import io.edgesync.mesh.leafnode.ProtocolJson;
import io.edgesync.mesh.subject.SubjectPermissions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A NATS JWT whose signature was verified against the issuer it names: {@code header.claims.signature}, each in base 64 for URLs without
 * padding, signed with Ed25519 over the first two. Version 2, as {@code nsc} writes it since 2020.
 *
 * @param issuer key that signed it
 * @param subject key that it is about
 * @param issuedAt seconds since 1970
 * @param expiry null for never
 * @param notBefore null for always
 * @param nats what it says beside
 */
record Claims(String issuer, String subject, String name, long issuedAt, @Nullable Instant expiry,
    @Nullable Instant notBefore, JsonObject nats) {
  private static final int CHARS_MAX = 1 << 20;
  private static final String ALGORITHM = "ed25519-nkey";

  /**
   * Reads and verifies.
   *
   * @param type {@code user}, {@code account} or {@code operator}
   * @throws IllegalArgumentException when it is none of that type, or is not signed by whom it names; tells why
   */
  static Claims parse(String jwt, String type) {
    String[] parts = jwt.strip().split("\\.", -1);
    if (jwt.length() > CHARS_MAX || parts.length != 3) {
      throw new IllegalArgumentException("not a JWT: expected three parts between dots");
    }
    JsonObject header = object(parts[0]);
    JsonObject claims = object(parts[1]);
    JsonObject nats = claims == null ? null : claims.getObject("nats");
    if (header == null || claims == null || nats == null || !header.getString("alg", "").equals(ALGORITHM)
        || !header.getString("typ", "").equalsIgnoreCase("jwt") || nats.getInt("version", 0) != 2) {
      throw new IllegalArgumentException("not a JWT of NATS: expected algorithm " + ALGORITHM + " and version 2");
    }
    if (!nats.getString("type", "").equals(type)) {
      throw new IllegalArgumentException("expected the JWT of a " + type + ", got one of type "
          + nats.getString("type", "(none)"));
    }
    String issuer = claims.getString("iss", "");
    byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
    byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    if (!new IssuerKey(issuer).verifies(signed, signature)) {
      throw new IllegalArgumentException("its signature is not that of " + issuer);
    }
    return new Claims(issuer, claims.getString("sub", ""), claims.getString("name", ""), claims.getLong("iat", 0),
        instant(claims, "exp"), instant(claims, "nbf"), nats);
  }

  private static @Nullable JsonObject object(String part) {
    return ProtocolJson.object(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
  }

  private static @Nullable Instant instant(JsonObject claims, String key) {
    long seconds = claims.getLong(key, 0);
    return seconds == 0 ? null : Instant.ofEpochSecond(Math.clamp(seconds, 0, Integer.MAX_VALUE * 4L));
  }

  boolean isValidAt(Instant now) {
    return (expiry == null || now.isBefore(expiry)) && (notBefore == null || !now.isBefore(notBefore));
  }

  List<String> tags() {
    return strings(nats, "tags");
  }

  static List<String> strings(JsonObject object, String key) {
    var strings = new ArrayList<String>();
    if (object.getArray(key) != null) {
      for (Object element : object.getArray(key)) {
        if (element instanceof String string) {
          strings.add(string);
        }
      }
    }
    return strings;
  }

  /** The lists {@code pub}, {@code sub} and {@code resp}; null where they say nothing. */
  static @Nullable PermissionOptions permissions(@Nullable JsonObject from) {
    if (from == null) {
      return null;
    }
    JsonObject responses = from.getObject("resp");
    // A time to live is in nanoseconds.
    var permissions = new PermissionOptions(lists(from.getObject("pub")), lists(from.getObject("sub")),
        responses == null
            ? null
            : new ResponseOptions(responses.getInt("max", 0), Duration.ofNanos(responses.getLong("ttl", 0))));
    return permissions.equals(PermissionOptions.EVERYTHING) ? null : permissions;
  }

  private static SubjectPermissions lists(@Nullable JsonObject from) {
    return from == null
        ? SubjectPermissions.EVERYTHING
        : new SubjectPermissions(strings(from, "allow"), strings(from, "deny"));
  }

  /** Without its contents, which may let somebody in. */
  @Override
  public String toString() {
    return "Claims[" + subject + " by " + issuer + "]";
  }
}
