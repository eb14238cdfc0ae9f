package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.Message;
import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.UserOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts share no subjects. */
class AccountsTest {
  private static final String CONFIG = """
      accounts {
        A: { users: [ {user: a, password: x}, {user: a2, password: x} ] }
        B: { users: [ {user: b, password: x} ] }
      }
      """;

  @TempDir
  private Path directory;

  private static AccountsOptions accounts() {
    return AccountsOptions.of(UserOptions.named("a", "x").inAccount("A"), UserOptions.named("a2", "x").inAccount("A"),
        UserOptions.named("b", "x").inAccount("B"));
  }

  private static String as(String user) {
    return "CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true,\"user\":\"" + user
        + "\",\"pass\":\"x\"}\r\n";
  }

  @Test
  void messagesStayInTheirAccount() throws Exception {
    try (var both = Transcripts.start(directory, CONFIG, accounts())) {
      String heard = both.same(port -> {
        try (Wire a = Transcripts.settled(port, as("a") + "SUB > 1\r\n");
            Wire a2 = Transcripts.settled(port, as("a2") + "SUB x q 2\r\n");
            Wire b = Transcripts.settled(port, as("b") + "SUB > 3\r\nSUB x q 4\r\n")) {
          a2.send("PUB x 1\r\na\r\nPING\r\n");
          String all = Transcripts.heard(a2);
          b.send("PUB y 1\r\nb\r\nPING\r\n");
          all += Transcripts.heard(b);
          return all + Transcripts.heard(a.send("PING\r\n"));
        }
      });
      assertThat(heard).isEqualTo("MSG x 2 1\r\na\r\nPONG\r\nMSG y 3 1\r\nb\r\nPONG\r\nMSG x 1 1\r\na\r\nPONG\r\n");
    }
  }

  @Test
  void whoIsInAnotherAccountDoesNotRespond() throws Exception {
    try (var both = Transcripts.start(directory, CONFIG, accounts())) {
      both.same(port -> {
        try (Wire b = Transcripts.settled(port, as("b") + "SUB svc 1\r\n")) {
          return Transcripts.converse(port, as("a") + "SUB in.* 7\r\nPUB svc in.1 0\r\n\r\nPING\r\n")
              + Transcripts.heard(b.send("PING\r\n"));
        }
      });
    }
  }

  @Test
  void theProcessSharesTheAccountItWasGiven() throws Exception {
    var options = BrokerOptions.named("bus").withClientPort(0).withAccounts(accounts().withBusAccount("B"));
    try (Broker broker = Broker.start(options);
        Wire a = Transcripts.settled(broker.clientAddress().getPort(), as("a") + "SUB > 1\r\n");
        Wire b = Transcripts.settled(broker.clientAddress().getPort(), as("b") + "SUB > 1\r\n")) {
      var received = new LinkedBlockingQueue<String>();
      broker.bus().subscribe("x", delivery -> received.add(
          new String(delivery.message().payload(), StandardCharsets.US_ASCII)));
      a.send("PUB x 1\r\na\r\nPING\r\n");
      Transcripts.heard(a);
      b.send("PUB x 1\r\nb\r\nPING\r\n");
      Transcripts.heard(b);
      broker.bus().publish(new Message("y", "c".getBytes(StandardCharsets.US_ASCII)));

      assertThat(received.poll(5, TimeUnit.SECONDS)).isEqualTo("b");
      assertThat(received).isEmpty();
      assertThat(b.linesUntil("MSG y")).isEqualTo("MSG y 1 1\r\n");
      assertThat(Transcripts.heard(a.send("PING\r\n"))).isEqualTo("PONG\r\n");
    }
  }
}
