package io.edgesync.mesh.broker;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.OperatorOptions;
import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
import io.nats.client.support.JwtUtils.UserClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/** Keys and JWTs, all of them fresh, of an operator with one account that has one user; nothing is limited. */
public record SignedOperator(String operatorJwt, NKey account, String accountJwt, NKey user, String userJwt) {

  public static SignedOperator create() throws IOException, GeneralSecurityException {
    return create(-1);
  }

  /**
   * @param leafnodesMax links that the account may have, -1 for any number
   */
  static SignedOperator create(int leafnodesMax) throws IOException, GeneralSecurityException {
    var random = new SecureRandom();
    NKey operator = NKey.createOperator(random);
    NKey account = NKey.createAccount(random);
    NKey user = NKey.createUser(random);
    String operatorKey = key(operator);
    long now = Instant.now().getEpochSecond();
    return new SignedOperator(
        JwtUtils.issueJWT(operator, operatorKey, "op", null, now, operatorKey,
            () -> "{\"type\":\"operator\",\"version\":2}"),
        account,
        JwtUtils.issueJWT(operator, key(account), "acc", null, now, operatorKey,
            () -> "{\"limits\":{\"subs\":-1,\"data\":-1,\"payload\":-1,\"imports\":-1,\"exports\":-1,\"wildcards\":true,"
                + "\"conn\":-1,\"leaf\":" + leafnodesMax + "},\"type\":\"account\",\"version\":2}"),
        user, JwtUtils.issueUserJWT(account, key(user), "joe", null, now, unlimited(account)));
  }

  private static UserClaim unlimited(NKey account) throws IOException, GeneralSecurityException {
    return new UserClaim(key(account)).subs(-1).data(-1).payload(-1);
  }

  private static String key(NKey of) throws IOException, GeneralSecurityException {
    return new String(of.getPublicKey());
  }

  /** The JWT of a user of the account who needs no key. */
  public String bearerJwt() throws IOException, GeneralSecurityException {
    return bearerJwt(-1);
  }

  /**
   * @param subscriptionsMax that the user may have, -1 for any number
   */
  String bearerJwt(int subscriptionsMax) throws IOException, GeneralSecurityException {
    return JwtUtils.issueUserJWT(account, key(NKey.createUser(new SecureRandom())), "bearer", null,
        Instant.now().getEpochSecond(), unlimited(account).subs(subscriptionsMax).bearerToken(true));
  }

  /** A broker of ours that trusts the operator and knows the account. */
  public AccountsOptions accounts() {
    return AccountsOptions.of(OperatorOptions.of(operatorJwt, List.of(accountJwt)));
  }

  /** The same for the configuration of a {@code nats-server}. */
  public String config() throws IOException, GeneralSecurityException {
    return "operator: " + operatorJwt + "\nresolver: MEMORY\nresolver_preload: { " + key(account) + ": " + accountJwt
        + " }";
  }

  /** Writes what {@code nsc} writes for the user; the file comes whole or not at all. */
  public void writeCredentials(Path file) throws IOException {
    Path written = Files.writeString(file.resolveSibling(file.getFileName() + ".new"),
        "-----BEGIN NATS USER JWT-----\n" + userJwt + "\n------END NATS USER JWT------\n\n"
            + "************************* IMPORTANT *************************\n\n-----BEGIN USER NKEY SEED-----\n"
            + new String(user.getSeed()) + "\n------END USER NKEY SEED------\n");
    Files.move(written, file);
  }
}
