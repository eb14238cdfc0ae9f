package io.edgesync.sync.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.Principal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of all that may give letters the first counts, on top of what nobody may. */
class FossilAuthorizerTest {

  private static final InstantSource NOW = InstantSource.fixed(Instant.parse("2024-03-01T10:00:00Z"));
  private static final String NODE = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";
  private static final String STRANGER = "U" + "A".repeat(55);
  private static final Principal.Mesh TRUSTED = new Principal.Mesh("leafnode", "AFLEET");
  private static final Principal.Mesh OTHER = new Principal.Mesh("leafnode", "AOTHER");

  @TempDir
  Path directory;

  private Repository repository;
  private Grants grants = new Grants(Map.of(NODE, Grants.letters("i")),
      new Grants.TrustedAccount("AFLEET", Grants.letters("o")), Grants.letters("g"));

  @BeforeEach
  void open() {
    repository = Repository.create(directory.resolve("r.fossil"),
        new NewRepository("tester", "secret", null, HashPolicy.SHA3, NOW, new Random(7)),
        new RepositoryOptions(new MemoryBudget(64 << 20), 1 << 20, NOW, Duration.ofSeconds(10)));
    repository.users().setCapabilities("nobody", "h");
    repository.users().create("alice", "tiger", "x", "");
  }

  @AfterEach
  void close() {
    repository.close();
  }

  private String letters(Principal asker, String login) {
    return new FossilAuthorizer(repository.users(), () -> grants).rights(repository.projectCode(), asker, login)
        .letters();
  }

  @Test
  void theFirstThatHoldsCounts() {
    assertThat(letters(new Principal.Node(NODE, TRUSTED), "alice")).isEqualTo("hx");
    assertThat(letters(new Principal.Node(NODE, TRUSTED), null)).isEqualTo("hi");
    assertThat(letters(new Principal.Node(NODE), null)).isEqualTo("hi");
    assertThat(letters(new Principal.Node(STRANGER, TRUSTED), null)).isEqualTo("ho");
    assertThat(letters(TRUSTED, null)).isEqualTo("ho");
    assertThat(letters(new Principal.Node(STRANGER, OTHER), null)).isEqualTo("hg");
    assertThat(letters(OTHER, null)).isEqualTo("hg");
    assertThat(letters(new Principal.Mesh("nats client", null), null)).isEqualTo("hg");
  }

  @Test
  void whoComesOverHttpIsNoUnknownOrigin() {
    assertThat(letters(Principal.NOBODY, null)).isEqualTo("h");
    assertThat(letters(Principal.NOBODY, "alice")).isEqualTo("hx");
  }

  @Test
  void aLoginThatNeedsNoProofTakesNothingAway() {
    assertThat(letters(new Principal.Node(NODE), "anonymous")).isEqualTo("hi");
    assertThat(letters(OTHER, "nobody")).isEqualTo("hg");
  }

  @Test
  void aGrantThatIsTakenBackCountsNoMore() {
    grants = Grants.NONE;

    assertThat(letters(new Principal.Node(NODE, TRUSTED), null)).isEqualTo("h");
    assertThat(new FossilAuthorizer(repository.users()).heedsProofs()).isFalse();
  }
}
