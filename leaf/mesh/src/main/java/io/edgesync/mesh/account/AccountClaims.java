package io.edgesync.mesh.account;

import com.grack.nanojson.JsonObject;
import io.edgesync.mesh.identity.IssuerKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An account of operator mode.
 *
 * @param signers keys that may sign its users, with the template of those whose users have no permissions of their own; an empty object
 *          for the others
 * @param revocations seconds since 1970 by user key or {@code *}: a user issued then or before is let in no more
 */
record AccountClaims(Claims claims, Map<String, JsonObject> signers, Map<String, Long> revocations,
    UserLimits limits, boolean refusesBearers, @Nullable PermissionOptions defaultPermissions) {

  static AccountClaims parse(String jwt) {
    Claims claims = Claims.parse(jwt, "account");
    if (!IssuerKey.isAccount(claims.subject())) {
      throw new IllegalArgumentException("not the key of an account: " + claims.subject());
    }
    JsonObject nats = claims.nats();
    requireNone(claims, "imports", "accounts share nothing here");
    requireNone(claims, "mappings", "subjects are not mapped");
    Map<String, JsonObject> signers = new HashMap<>();
    signers.put(claims.subject(), new JsonObject());
    if (nats.getArray("signing_keys") != null) {
      for (Object element : nats.getArray("signing_keys")) {
        if (element instanceof String key) {
          signers.put(key, new JsonObject());
        } else if (element instanceof JsonObject scope && scope.getString("kind", "").equals("user_scope")) {
          JsonObject template = scope.getObject("template");
          signers.put(scope.getString("key", ""), scoped(template == null ? new JsonObject() : template));
        }
      }
    }
    Map<String, Long> revocations = new HashMap<>();
    JsonObject revoked = nats.getObject("revocations");
    if (revoked != null) {
      revoked.keySet().forEach(key -> revocations.put(key, revoked.getLong(key, Long.MAX_VALUE)));
    }
    JsonObject limits = nats.getObject("limits") == null ? new JsonObject() : nats.getObject("limits");
    return new AccountClaims(claims, Map.copyOf(signers), Map.copyOf(revocations),
        new UserLimits(limits.getLong("subs", 0), limits.getLong("payload", 0), limits.getLong("conn", 0),
            limits.getLong("leaf", 0)),
        limits.getBoolean("disallow_bearer", false), Claims.permissions(nats.getObject("default_permissions")));
  }

  /** What is not done here is not passed over: the account would not get what it was promised. */
  private static void requireNone(Claims claims, String field, String why) {
    if (isThere(claims, field)) {
      throw new IllegalArgumentException("the JWT of account \"" + claims.name() + "\" (" + claims.subject()
          + ") has " + field + ", which are not supported: " + why);
    }
  }

  /** Nobody can import them; the system account that {@code nsc} makes has some. */
  boolean hasExports() {
    return isThere(claims, "exports");
  }

  private static boolean isThere(Claims claims, String field) {
    return switch (claims.nats().get(field)) {
      case Collection<?> elements -> !elements.isEmpty();
      case Map<?, ?> fields -> !fields.isEmpty();
      case null, default -> false;
    };
  }

  /** A template that permits everything is one all the same. */
  private static JsonObject scoped(JsonObject template) {
    var marked = new JsonObject(template);
    marked.put("scoped", true);
    return marked;
  }

  boolean isRevoked(Claims user) {
    return user.issuedAt() <= revocations.getOrDefault(user.subject(), Long.MIN_VALUE)
        || user.issuedAt() <= revocations.getOrDefault("*", Long.MIN_VALUE);
  }
}
