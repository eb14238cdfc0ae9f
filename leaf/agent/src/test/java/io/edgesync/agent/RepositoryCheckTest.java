package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryCheckTest {

  @Test
  void whatCannotBeAskedForItsScriptsIsSaidToBeSoAndServed(@TempDir Path temp) {
    Repository repository = Repository.create(temp.resolve("a.fossil"), new NewRepository("alice", "secret", null,
        HashPolicy.SHA3, InstantSource.system(), new SecureRandom()));
    assertThat(RepositoryCheck.remark(repository)).isEmpty();

    repository.close();

    assertThat(RepositoryCheck.remark(repository)).get().asString().contains("a.fossil", "is not known");
  }
}
