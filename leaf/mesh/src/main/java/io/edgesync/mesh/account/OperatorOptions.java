package io.edgesync.mesh.account;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Operator mode: users are let in by JWTs that accounts signed, accounts by JWTs that the operator signed; {@code resolver: MEMORY} in
 * the words of {@code nats-server}.
 *
 * @param trustedKeys public keys of the operator, the signing keys included
 * @param accounts account JWTs by public key
 */
public record OperatorOptions(Set<String> trustedKeys, Map<String, String> accounts) {

  public OperatorOptions {
    trustedKeys = Set.copyOf(trustedKeys);
    accounts = Map.copyOf(accounts);
    if (trustedKeys.isEmpty()) {
      throw new IllegalArgumentException("operator: it has no key");
    }
  }

  /**
   * @param jwt the operator's own JWT, signed by itself
   * @param accountJwts of the accounts it vouches for
   * @throws IllegalArgumentException when one of them is not what it should be; the message says which
   */
  public static OperatorOptions of(String jwt, List<String> accountJwts) {
    return OperatorMode.options(jwt, accountJwts);
  }

  @Override
  public String toString() {
    return "OperatorOptions[trustedKeys=" + trustedKeys + ", accounts=" + accounts.keySet() + "]";
  }
}
