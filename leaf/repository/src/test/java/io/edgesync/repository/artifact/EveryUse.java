package io.edgesync.repository.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.purge.PurgeSelection;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.repository.timeline.TimelineFilter;
import io.edgesync.repository.unversioned.UnversionedFiles.NewFile;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Does with a damaged repository whatever can be done with one: it works, or says in its own words why it does not. */
final class EveryUse {

  private final Repository repository;
  private final List<RepositoryException> failures = new ArrayList<>();

  private EveryUse(Repository repository) {
    this.repository = repository;
  }

  /** Reads everything that there is, {@code names} among it; returns what went wrong. */
  static List<RepositoryException> reading(Path file, List<Hash> names) {
    return on(file, use -> use.read(names));
  }

  /** Writes as synchronisation and the command line do. */
  static List<RepositoryException> writing(Path file, List<Hash> names) {
    return on(file, use -> use.write(names));
  }

  private interface Use {
    void of(EveryUse all);
  }

  private static List<RepositoryException> on(Path file, Use use) {
    try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
      EveryUse all = new EveryUse(repository);
      use.of(all);
      return all.failures;
    } catch (RepositoryException e) {
      return List.of(e);
    }
  }

  private void attempt(Runnable use) {
    try {
      use.run();
    } catch (RepositoryException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      failures.add(e);
    }
  }

  private void read(List<Hash> names) {
    ArtifactStore store = repository.artifacts();
    attempt(() -> store.lookupAll(names));
    attempt(() -> store.forEachName(name -> {}));
    attempt(store::unclustered);
    attempt(store::unsent);
    attempt(store::privateNames);
    attempt(() -> store.phantoms(100, true));
    attempt(() -> store.walkStored(1, true, stored -> {
      stored.content().close();
      return true;
    }));
    for (Hash name : names) {
      attempt(() -> store.load(name).ifPresent(Content::close));
      attempt(() -> store.loadStored(name).map(StoredArtifact::content).ifPresent(Content::close));
      attempt(() -> store.deltaParent(name));
    }
    attempt(() -> repository.changes().newPublicArtifactsSince(repository.changes().mark()));
    attempt(() -> repository.timeline().newest(20, TimelineFilter.ALL));
    attempt(() -> repository.timeline().resolve("trunk").ifPresent(repository.timeline()::files));
    attempt(repository.shun()::list);
    attempt(repository.privateContent()::checkins);
    attempt(() -> repository.unversioned().list(true).forEach(
        file -> repository.unversioned().load(file.name()).ifPresent(Content::close)));
    attempt(() -> repository.verify(RebuildProgress.SILENT));
  }

  private void write(List<Hash> names) {
    SampleArtifact whole = SampleArtifact.of("something new");
    for (Hash source : names) {
      attempt(() -> receive(whole, source));
    }
    attempt(() -> repository.privateContent().makePrivate(names));
    attempt(() -> repository.privateContent().publishOnly(names));
    attempt(() -> repository.unversioned().add(RepositoryFixture.ADMIN, List.of(new NewFile("uv", new byte[9])),
        RepositoryFixture.NOW));
    attempt(() -> repository.shun().add(names.subList(0, 1)));
    Optional<Hash> last = names.stream().skip(1).findFirst();
    attempt(() -> repository.graveyard()
        .explain(new PurgeSelection.Artifacts(last.stream().toList())));
  }

  private void receive(SampleArtifact whole, Hash source) {
    try (ArtifactWriter writer = repository.artifacts().receive(new Provenance("nobody", "192.0.2.1", null))) {
      SampleArtifact onDamaged = SampleArtifact.of("a delta on " + source);
      writer.file(whole.name(), null, whole.content(), false);
      writer.file(onDamaged.name(), source, onDamaged.deltaFrom(whole), false);
      writer.phantom(source, false);
      writer.finish();
    }
  }
}
