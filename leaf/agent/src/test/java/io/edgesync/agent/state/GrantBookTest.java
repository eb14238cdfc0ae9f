package io.edgesync.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.rights.Grants;
import io.edgesync.xfer.artifact.ProjectCode;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantBookTest {

  private static final ProjectCode PROJECT = new ProjectCode("c0de".repeat(10));
  private static final String NODE = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";
  private static final PeerHello SELF = PeerHello.of(NODE, 5);

  @TempDir
  Path temp;

  @Test
  void whatAnOperatorGrantsOutlivesTheDaemonAndTheConfigurationIsBesideIt() throws Exception {
    try (StateDatabase state = StateDatabase.open(temp.resolve("state.db"))) {
      assertThat(new GrantBook(state).grant(PROJECT, NODE, Grants.letters("io"))).isTrue();
    }
    try (StateDatabase state = StateDatabase.open(temp.resolve("state.db"))) {
      GrantBook book = new GrantBook(state);
      assertThat(book.of(PROJECT).of(NODE)).isEqualTo(new Capabilities("io"));
      book.configure(PROJECT, Grants.ofNode(NODE, "g"));
      assertThat(book.of(PROJECT).of(NODE)).isEqualTo(new Capabilities("gio"));
      assertThat(book.list()).hasSize(2);

      assertThat(book.revoke(PROJECT, NODE)).isEqualTo(GrantBook.Revoked.DONE);
      assertThat(book.of(PROJECT).of(NODE)).isEqualTo(new Capabilities("g"));
      assertThat(book.revoke(PROJECT, NODE)).isEqualTo(GrantBook.Revoked.BY_CONFIGURATION);
      book.configure(PROJECT, Grants.NONE);
      assertThat(book.revoke(PROJECT, NODE)).isEqualTo(GrantBook.Revoked.NOT_GRANTED);
    }
    try (StateDatabase state = StateDatabase.open(temp.resolve("state.db"))) {
      assertThat(new GrantBook(state).list()).isEmpty();
    }
  }

  @Test
  void othersHearThatRightsAreOthersNow() throws Exception {
    try (StateDatabase state = StateDatabase.open(temp.resolve("state.db"))) {
      GrantBook book = new GrantBook(state);
      AtomicInteger changes = new AtomicInteger();
      book.onChange(changes::incrementAndGet);
      PeerHello before = book.greeting(SELF);
      book.configure(PROJECT, Grants.NONE);
      assertThat(book.greeting(SELF)).isEqualTo(before);

      book.grant(PROJECT, NODE, Grants.letters("o"));

      assertThat(changes).hasValue(1);
      assertThat(before.has(PeerHello.PROOF)).isFalse();
      assertThat(book.greeting(SELF).has(PeerHello.PROOF)).isTrue();
      assertThat(book.greeting(SELF).rights()).isNotEqualTo(before.rights());
    }
  }
}
