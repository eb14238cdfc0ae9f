package io.edgesync.repository;

import io.edgesync.xfer.content.MemoryBudget;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;

/** Repositories made by us for tests, with a fixed clock and seeded randomness. */
public final class RepositoryFixture {

  public static final String ADMIN = "tester";
  public static final Instant NOW = Instant.parse("2024-03-01T10:00:00.250Z");

  private RepositoryFixture() {}

  public static RepositoryOptions options() {
    return new RepositoryOptions(new MemoryBudget(256L << 20), 100L << 20, InstantSource.fixed(NOW),
        Duration.ofSeconds(10));
  }

  public static NewRepository how() {
    return new NewRepository(ADMIN, "secret", null, HashPolicy.SHA3, InstantSource.fixed(NOW), new Random(7));
  }

  public static Repository open(Path file) {
    return Repository.open(file, options());
  }

  public static Repository create(Path file) {
    return Repository.create(file, how(), options());
  }
}
