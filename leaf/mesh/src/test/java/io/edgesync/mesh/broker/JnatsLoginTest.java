package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.UserOptions;
import io.nats.client.Connection;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The official Java client logs in by each way; that nobody else comes in is for {@link LoginTest} to show. */
@SuppressWarnings("try") // closing a jnats connection may be interrupted; here nobody interrupts
class JnatsLoginTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static void comesIn(AccountsOptions accounts, UnaryOperator<Options.Builder> login) throws Exception {
    try (Broker broker = Broker.start(BrokerOptions.named("jnats-login").withClientPort(0).withAccounts(accounts));
        Connection nats = Nats.connect(login.apply(options(broker)).build())) {
      assertThat(nats.RTT()).isLessThan(PATIENCE);
    }
  }

  private static Options.Builder options(Broker broker) {
    return new Options.Builder().server("nats://127.0.0.1:" + broker.clientAddress().getPort()).maxReconnects(0)
        .connectionTimeout(PATIENCE);
  }

  @Test
  void byNameAndPassword() throws Exception {
    String hash = BCrypt.withDefaults().hashToString(4, "pw".toCharArray());

    comesIn(AccountsOptions.of(UserOptions.named("ann", hash)), options -> options.userInfo("ann", "pw"));
  }

  @Test
  void byToken() throws Exception {
    comesIn(AccountsOptions.ofToken("s3cret"), options -> options.token("s3cret".toCharArray()));
  }

  @Test
  void byKey() throws Exception {
    NKey user = NKey.createUser(new SecureRandom());

    comesIn(AccountsOptions.of(UserOptions.keyed(new String(user.getPublicKey()))),
        options -> options.authHandler(Nats.staticCredentials(null, user.getSeed())));
  }

  @Test
  void byCredentialsOfAnOperator() throws Exception {
    SignedOperator operator = SignedOperator.create();

    comesIn(operator.accounts(), options -> options
        .authHandler(Nats.staticCredentials(operator.userJwt().toCharArray(), operator.user().getSeed())));
  }
}
