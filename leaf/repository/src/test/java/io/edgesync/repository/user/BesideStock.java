package io.edgesync.repository.user;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Path;

/** A repository that we made, and the stock program beside it. */
record BesideStock(Path directory, Path file, FossilProcess fossil) {

  static BesideStock in(Path directory) {
    Path file = directory.resolve("r.fossil");
    RepositoryFixture.create(file).close();
    return new BesideStock(directory, file, FossilProcess.in(directory));
  }

  Repository open() {
    return RepositoryFixture.open(file);
  }
}
