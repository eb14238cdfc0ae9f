package io.edgesync.mesh.account;

import com.grack.nanojson.JsonObject;
import io.edgesync.mesh.identity.IssuerKey;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users by JWT: each is signed by its account or one of the account's signing keys, the account by the operator. A user proves to be one
 * by signing the nonce with the key that the JWT is about, unless the JWT says that whoever bears it is let in.
 */
final class OperatorMode {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorMode.class);

  private final Map<String, AccountClaims> accounts = new HashMap<>();
  private final InstantSource clock;

  OperatorMode(OperatorOptions options, InstantSource clock) {
    this.clock = clock;
    options.accounts().forEach((key, jwt) -> accounts.put(key, account(key, jwt, options.trustedKeys())));
  }

  private static AccountClaims account(String key, String jwt, Set<String> trusted) {
    try {
      AccountClaims account = AccountClaims.parse(jwt);
      if (!account.claims().subject().equals(key)) {
        throw new IllegalArgumentException("the JWT is about " + account.claims().subject());
      }
      if (!trusted.contains(account.claims().issuer())) {
        throw new IllegalArgumentException("it is signed by " + account.claims().issuer() + " and not by the operator");
      }
      if (account.hasExports()) {
        LOG.warn("exports of an account are of no use here: accounts share nothing account={} name={}", key,
            account.claims().name());
      }
      return account;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("account " + key + ": " + e.getMessage(), e);
    }
  }

  static OperatorOptions options(String jwt, List<String> accountJwts) {
    Claims operator;
    try {
      operator = Claims.parse(jwt, "operator");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("operator: " + e.getMessage(), e);
    }
    if (!operator.issuer().equals(operator.subject()) || !IssuerKey.isOperator(operator.subject())) {
      throw new IllegalArgumentException("operator: " + operator.subject() + " did not sign itself");
    }
    var trusted = new HashSet<>(Claims.strings(operator.nats(), "signing_keys"));
    if (!operator.nats().getBoolean("strict_signing_key_usage", false)) {
      trusted.add(operator.subject());
    }
    Map<String, String> accounts = new HashMap<>();
    for (String account : accountJwts) {
      accounts.put(AccountClaims.parse(account).claims().subject(), account);
    }
    return new OperatorOptions(trusted, accounts);
  }

  @Nullable
  User login(Credentials credentials, Challenge challenge) {
    try {
      return verified(credentials, challenge);
    } catch (IllegalArgumentException e) {
      LOG.debug("user JWT refused address={} reason={}", challenge.address().getHostAddress(), e.getMessage());
      return null;
    }
  }

  private User verified(Credentials credentials, Challenge challenge) {
    require(!credentials.jwt().isEmpty(), "there is none");
    Instant now = clock.instant();
    Claims user = Claims.parse(credentials.jwt(), "user");
    require(user.isValidAt(now), "it is expired, or not valid yet");
    String named = user.nats().getString("issuer_account", "");
    AccountClaims account = required(accounts.get(named.isEmpty() ? user.issuer() : named),
        "its account is not known");
    JsonObject template = required(account.signers().get(user.issuer()), "its issuer may not sign for the account");
    require(account.claims().isValidAt(now), "the account is expired");
    JsonObject rules = user.nats();
    if (!template.isEmpty()) {
      require(hasNoRules(user.nats()), "it has permissions of its own, and the issuer's are to be used");
      rules = template;
    }
    require(isKindAllowed(rules, challenge.kind()), "its user may not come in this way");
    if (rules.getBoolean("bearer_token", false)) {
      require(!account.refusesBearers(), "the account lets no bearers in");
    } else {
      require(Authenticator.isSigned(user.subject(), credentials.sig(), challenge.nonce()), "the nonce is not signed");
    }
    require(!account.isRevoked(user), "it is revoked");
    require(isSourceAllowed(rules, challenge.address()), "its user may not come from this address");
    PermissionOptions permissions = template.isEmpty()
        ? Claims.permissions(rules)
        : new ScopeTemplate(user, account.claims()).apply(Claims.permissions(rules));
    if (permissions == null) {
      permissions = account.defaultPermissions();
    }
    return new User(user.subject(), account.claims().subject(),
        permissions == null ? null : new Permissions(permissions),
        limits(rules, account), expiry(user, account, timesEnd(rules, now)),
        rules.getBoolean("bearer_token", false) ? null : user.subject());
  }

  private static <T> T required(@Nullable T found, String otherwise) {
    if (found == null) {
      throw new IllegalArgumentException(otherwise);
    }
    return found;
  }

  private static void require(boolean fulfilled, String otherwise) {
    if (!fulfilled) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** A user signed by a scoped key must leave everything to the key's template. */
  private static boolean hasNoRules(JsonObject nats) {
    return Claims.permissions(nats) == null && nats.getLong("subs", 0) == 0 && nats.getLong("data", 0) == 0
        && nats.getLong("payload", 0) == 0 && !nats.getBoolean("bearer_token", false)
        && Claims.strings(nats, "src").isEmpty() && Claims.strings(nats, "allowed_connection_types").isEmpty()
        && (nats.getArray("times") == null || nats.getArray("times").isEmpty());
  }

  private static boolean isKindAllowed(JsonObject rules, ConnectionKind kind) {
    List<String> kinds = Claims.strings(rules, "allowed_connection_types");
    return kinds.isEmpty() || kinds.stream().anyMatch(name -> name.toUpperCase(Locale.ROOT).equals(kind.name()));
  }

  private static boolean isSourceAllowed(JsonObject rules, InetAddress address) {
    List<String> sources = Claims.strings(rules, "src");
    return sources.isEmpty() || sources.stream().anyMatch(source -> contains(source, address));
  }

  private static boolean contains(String network, InetAddress address) {
    int slash = network.indexOf('/');
    if (slash < 0 || !(NetUtil.isValidIpV4Address(network.substring(0, slash))
        || NetUtil.isValidIpV6Address(network.substring(0, slash)))) {
      return false;
    }
    try {
      return new IpSubnetFilterRule(network.substring(0, slash), Integer.parseInt(network.substring(slash + 1)),
          IpFilterRuleType.ACCEPT).matches(new InetSocketAddress(address, 0));
    } catch (IllegalArgumentException notANetwork) {
      return false;
    }
  }

  /** When the hours end in which the user may be here; null where it always may. */
  private static @Nullable Instant timesEnd(JsonObject rules, Instant now) {
    if (rules.getArray("times") == null || rules.getArray("times").isEmpty()) {
      return null;
    }
    try {
      String zone = rules.getString("times_location", "");
      ZonedDateTime here = now.atZone(zone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(zone));
      for (Object element : rules.getArray("times")) {
        if (element instanceof JsonObject range) {
          ZonedDateTime start = here.with(LocalTime.parse(range.getString("start", "")));
          ZonedDateTime end = here.with(LocalTime.parse(range.getString("end", "")));
          if (start.isAfter(end)) {
            start = here.isBefore(end) ? start.minusDays(1) : start;
            end = here.isBefore(end) ? end : end.plusDays(1);
          }
          if (!here.isBefore(start) && here.isBefore(end)) {
            return end.toInstant();
          }
        }
      }
    } catch (DateTimeException malformed) {
      throw new IllegalArgumentException("its hours are no times of day: " + malformed.getMessage(), malformed);
    }
    throw new IllegalArgumentException("its user may not come at this time");
  }

  private static UserLimits limits(JsonObject rules, AccountClaims account) {
    UserLimits all = account.limits();
    return new UserLimits(UserLimits.smaller(rules.getLong("subs", 0), all.subscriptionsMax()),
        UserLimits.smaller(rules.getLong("payload", 0), all.payloadBytesMax()), all.connectionsMax(),
        all.leafnodesMax());
  }

  UserLimits limitsOf(String account) {
    AccountClaims claims = accounts.get(account);
    return claims == null ? UserLimits.NONE : claims.limits();
  }

  private static @Nullable Expiry expiry(Claims user, AccountClaims account, @Nullable Instant timesEnd) {
    Expiry first = null;
    if (account.claims().expiry() != null) {
      first = new Expiry(account.claims().expiry(), Expiry.ACCOUNT);
    }
    for (Instant end : new @Nullable Instant[]{user.expiry(), timesEnd}) {
      if (end != null && (first == null || end.isBefore(first.at()))) {
        first = new Expiry(end, Expiry.USER);
      }
    }
    return first;
  }
}
