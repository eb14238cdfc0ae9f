package io.edgesync.sync.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.unversioned.UnversionedFiles.NewFile;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.configuration.ConfigurationOutcome;
import io.edgesync.sync.configuration.ConfigurationRequest;
import io.edgesync.sync.configuration.ConfigurationSession;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.RoundTrip;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.sync.unversioned.UnversionedOutcome;
import io.edgesync.sync.unversioned.UnversionedRequest;
import io.edgesync.sync.unversioned.UnversionedSession;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A repository that somebody wants harm, and the sessions by which he tries. */
final class Victim implements AutoCloseable {

  private static final Instant NOW = Instant.parse("2024-03-01T10:00:00Z");

  final MemoryBudget budget = new MemoryBudget(64 << 20);
  final Repository repository;
  private final Path file;
  private final SessionLimits limits;
  private @Nullable String before;

  Victim(Path directory, SessionLimits limits) {
    this.file = directory.resolve("victim.fossil");
    this.limits = limits;
    repository = Repository.create(file,
        new NewRepository("tester", "secret", null, HashPolicy.SHA3, InstantSource.fixed(NOW), new Random(7)),
        new RepositoryOptions(budget, 1 << 20, InstantSource.fixed(NOW), Duration.ofSeconds(10)));
    repository.unversioned().add("tester", List.of(new NewFile("a.txt", "content".getBytes(StandardCharsets.UTF_8))),
        NOW);
    repository.users().setCapabilities("nobody", "gio");
    repository.artifacts().clearUnsent(repository.artifacts().unsent());
  }

  /** From now on nothing may change. */
  Victim untouched() throws IOException {
    before = bytes();
    return this;
  }

  /** No byte of the file is another one, and no memory stays charged. */
  void assertUntouched(Object by) throws IOException {
    assertThat(bytes()).as("bytes of the repository after %s", by).isEqualTo(before);
    assertThat(budget.availableBytes()).as("budget after %s", by).isEqualTo(budget.totalBytes());
  }

  private String bytes() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      var digest = java.security.MessageDigest.getInstance("SHA-256");
      in.transferTo(new java.security.DigestOutputStream(java.io.OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  SyncOutcome sync(Transport peer, SyncRequest request) throws InterruptedException {
    return new SyncSession(repository.artifacts(), peer, request, limits, SyncClock.SYSTEM, new Random(1),
        SyncListener.SILENT).run();
  }

  SyncOutcome sync(Transport peer) throws InterruptedException {
    return sync(peer, SyncRequest.of(Direction.SYNC, null));
  }

  UnversionedOutcome unversioned(Transport peer) throws InterruptedException {
    return new UnversionedSession(repository.unversioned(), rounds(peer), UnversionedRequest.SYNC).run();
  }

  ConfigurationOutcome configuration(Transport peer) throws InterruptedException {
    return new ConfigurationSession(repository.configuration(), rounds(peer),
        ConfigurationRequest.pull(io.edgesync.repository.configuration.ConfigurationArea.ALL, false)).run();
  }

  private RoundTrip rounds(Transport peer) {
    return new RoundTrip(repository.artifacts(), peer, null, limits, SyncClock.SYSTEM, new Random(1));
  }

  @Override
  public void close() {
    repository.close();
  }
}
