package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore.Known;
import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.ArtifactWriter.Reason;
import io.edgesync.repository.artifact.ArtifactWriter.Receipt;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SampleArtifact;
import io.edgesync.repository.artifact.SqliteArtifactStore;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How artifacts are named, and which names are taken, under each policy. */
class HashPolicyTest {

  private static final SampleArtifact SHA1 = SampleArtifact.sha1("held under its SHA1 name");
  private static final SampleArtifact SHA3 = SampleArtifact.of("held under its SHA3 name");
  private static final SampleArtifact WANTED_SHA1 = SampleArtifact.sha1("wanted under its SHA1 name");

  @TempDir
  Path directory;

  private FossilProcess fossil;

  @BeforeEach
  void findStock() {
    fossil = FossilProcess.in(directory);
  }

  private static Receipt receive(Repository repository, Consumer<ArtifactWriter> cards) {
    try (ArtifactWriter writer = repository.artifacts().receive(new Provenance("nobody", "192.0.2.1", null))) {
      cards.accept(writer);
      return writer.finish();
    }
  }

  private Repository create(HashPolicy policy, String name) {
    return Repository.create(directory.resolve(name), new NewRepository(RepositoryFixture.ADMIN, "secret", null, policy,
        RepositoryFixture.how().clock(), RepositoryFixture.how().random()), RepositoryFixture.options());
  }

  private static String option(HashPolicy policy) {
    return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @ParameterizedTest
  @EnumSource(HashPolicy.class)
  void namesWhatIsMadeHereAsStockDoes(HashPolicy policy) throws Exception {
    StockHistory history = StockHistory.in(directory, "--sha1");
    Path file = history.repository();
    try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
      receive(repository, writer -> {
        writer.file(SHA1.name(), null, SHA1.content(), false);
        writer.phantom(WANTED_SHA1.name(), false);
        writer.file(SHA3.name(), null, SHA3.content(), false);
      });
      repository.setHashPolicy(policy);
    }
    Path copy = Files.copy(file, directory.resolve("copy.fossil"));
    int i = 0;
    try (Repository repository = Repository.open(copy, RepositoryFixture.options())) {
      for (byte[] content : List.of(SHA1.bytes(), SHA3.bytes(), WANTED_SHA1.bytes(),
          SampleArtifact.of("never seen").bytes())) {
        Path disk = Files.write(directory.resolve("disk" + i++), content);
        String stored = history.run("test-content-put", disk.toString());
        String rid = stored.replaceFirst("(?s).*inserted as record (\\d+).*", "$1");
        String theirs = Rows.of(file, "SELECT uuid FROM blob WHERE rid=" + rid).getFirst();

        String ours = ((SqliteArtifactStore) repository.artifacts()).namesFor(List.of(content)).getFirst().hex();

        assertThat(ours).as("%s under %s", new String(content, StandardCharsets.UTF_8), policy).isEqualTo(theirs);
      }
    }
  }

  @Test
  void setsThePolicyAsStockDoes() throws Exception {
    for (boolean withSha3 : List.of(false, true)) {
      try (Repository repository = create(HashPolicy.SHA1, "policy" + withSha3 + ".fossil")) {
        if (withSha3) {
          receive(repository, writer -> writer.file(SHA3.name(), null, SHA3.content(), false));
        }
        String file = repository.file().toString();
        for (HashPolicy policy : HashPolicy.values()) {
          String theirs = fossil.ok(directory, "hash-policy", option(policy), "-R", file).strip();
          assertThat(option(repository.hashPolicy())).isEqualTo(theirs);
          repository.setHashPolicy(HashPolicy.SHA1);
          assertThat(option(repository.setHashPolicy(policy))).isEqualTo(theirs);
          assertThat(fossil.ok(directory, "hash-policy", "-R", file).strip()).isEqualTo(theirs);
        }
        Rows.change(repository.file(), "DELETE FROM config WHERE name='hash-policy'");
        HashPolicy without = repository.hashPolicy();
        assertThat(option(without)).isEqualTo(fossil.ok(directory, "hash-policy", "-R", file).strip());
      }
    }
  }

  @Test
  void autoTurnsToSha3WithTheFirstSuchName() {
    try (Repository repository = create(HashPolicy.AUTO, "auto.fossil")) {
      receive(repository, writer -> writer.file(SHA1.name(), null, SHA1.content(), false));
      assertThat(repository.hashPolicy()).isEqualTo(HashPolicy.AUTO);

      receive(repository, writer -> writer.file(SHA3.name(), null, SHA3.content(), false));

      assertThat(repository.hashPolicy()).isEqualTo(HashPolicy.SHA3);
    }
  }

  @Test
  void onePolicyTakesNoSha1NamesAndWantsNone() {
    try (Repository repository = create(HashPolicy.SHA3, "shun.fossil")) {
      SampleArtifact old = SampleArtifact.sha1("held before");
      receive(repository, writer -> writer.file(old.name(), null, old.content(), false));
      repository.setHashPolicy(HashPolicy.SHUN_SHA1);
      SampleArtifact onOld = SampleArtifact.of("held before, and changed");

      Receipt receipt = receive(repository, writer -> {
        writer.file(SHA1.name(), null, SHA1.content(), false);
        writer.phantom(WANTED_SHA1.name(), false);
        writer.file(SHA3.name(), null, SHA3.content(), false);
        writer.file(onOld.name(), old.name(), onOld.deltaFrom(old), false);
      });

      assertThat(receipt.stored()).containsExactlyInAnyOrder(SHA3.name(), onOld.name());
      assertThat(receipt.phantomsCreated()).isZero();
      assertThat(receipt.refusals()).singleElement().satisfies(refusal -> {
        assertThat(refusal.name()).isEqualTo(SHA1.name());
        assertThat(refusal.reason()).isEqualTo(Reason.HASH_POLICY);
      });
      assertThat(repository.artifacts().lookup(WANTED_SHA1.name())).isEqualTo(new Known(Presence.ABSENT, false, true));
      assertThat(repository.artifacts().lookup(old.name())).isEqualTo(new Known(Presence.HELD, false, true));
    }
  }
}
