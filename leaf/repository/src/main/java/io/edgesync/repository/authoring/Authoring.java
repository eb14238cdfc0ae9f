package io.edgesync.repository.authoring;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.LocalStore;
import io.edgesync.repository.artifact.LocalStore.NewArtifact;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.database.Reading;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.structure.Artifact;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.structure.MalformedArtifactException;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads, composes and stores on behalf of the writers. */
public final class Authoring {

  /** How often a text is composed again because what it depends on changed while it was. */
  private static final int ATTEMPTS = 5;

  private final RepositoryDatabase database;
  private final ArtifactStore artifacts;
  private final LocalStore local;
  private final InstantSource clock;

  public Authoring(RepositoryDatabase database, ArtifactStore artifacts, LocalStore local, InstantSource clock) {
    this.database = database;
    this.artifacts = artifacts;
    this.local = local;
    this.clock = clock;
  }

  /** Composes a draft from what was read. */
  @FunctionalInterface
  public interface Composition<S extends @Nullable Object> {
    Draft compose(S state);
  }

  /** What the text depends on is not as it was read. */
  private static final class Changed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Changed() {
      super("changed meanwhile", null, false, false);
    }
  }

  /** Looks at the repository in a read transaction. */
  public <S extends @Nullable Object> S read(Reading<S> reading) {
    return database.read(reading);
  }

  /** What a D-card says for {@code author}. */
  public String date(Author author) {
    return JulianDay.card(instant(author));
  }

  public Instant instant(Author author) {
    return author.at() == null ? clock.instant() : author.at();
  }

  /** The structural artifact of that name, if it is here. */
  public Optional<Artifact> artifact(Hash name) {
    return artifacts.load(name).flatMap(loaded -> {
      try (loaded) {
        return ArtifactParser.parse(loaded.toArray());
      }
    });
  }

  /** The bytes of an artifact, a copy; empty where it is not here. */
  public Optional<byte[]> bytes(Hash name) {
    Optional<Content> loaded = artifacts.load(name);
    return loaded.map(content -> {
      try (content) {
        return content.toArray();
      }
    });
  }

  /** What content would be called here. */
  public Hash nameFor(byte[] content) {
    return local.namesFor(List.of(content)).getFirst();
  }

  /**
   * Reads {@code state}, composes a draft from it and stores that, provided that {@code state} reads the same (by {@code equals}) inside the
   * storing transaction; otherwise begins again. When this returns the artifact is on disk and crosslinked.
   *
   * @return the artifact's name
   * @throws RepositoryException.Refused when the text would not be read back as an artifact; nothing is stored then
   */
  public <S extends @Nullable Object> Hash write(Author author, Reading<S> state, Composition<S> composition) {
    for (int attempt = 1;; attempt++) {
      S before = database.read(state);
      Draft draft = composition.compose(before);
      check(draft.text());
      List<NewArtifact> all = named(draft);
      try {
        local.store(Provenance.local(author.login()), all, session -> {
          if (!Objects.equals(before, state.read(session))) {
            throw new Changed();
          }
          draft.beside().check(session);
        });
        return all.getLast().name();
      } catch (Changed again) {
        if (attempt == ATTEMPTS) {
          throw new RepositoryException.Refused(
              "somebody else changed the same thing " + ATTEMPTS + " times while this was written; try again");
        }
      }
    }
  }

  private List<NewArtifact> named(Draft draft) {
    List<byte[]> contents = new ArrayList<>(draft.contents());
    contents.add(draft.text());
    List<Hash> names = local.namesFor(contents);
    List<NewArtifact> all = new ArrayList<>(contents.size());
    for (int i = 0; i < contents.size(); i++) {
      boolean isText = i == contents.size() - 1;
      all.add(new NewArtifact(names.get(i), contents.get(i), draft.isPrivate(), isText && draft.notesUnsent()));
    }
    return all;
  }

  /** Whatever a caller gave, nothing gets stored that would not be read back as what it was meant to be. */
  private static void check(byte[] text) {
    try {
      ArtifactParser.explain(text);
    } catch (MalformedArtifactException refused) {
      throw new RepositoryException.Refused("would not be readable by Fossil: " + refused.getMessage());
    }
  }

  /** What a W-card may hold: Fossil takes it for a string of C, which a NUL would end. */
  public static String text(String subject, String text) {
    if (text.indexOf(0) >= 0) {
      throw new RepositoryException.Refused(subject + ": the text has a NUL character, which Fossil cannot keep");
    }
    return text;
  }

  /** A mimetype as a card may have it. */
  public static @Nullable String mimetype(@Nullable String mimetype) {
    if (mimetype != null && !mimetype.matches("[!-~]+")) {
      throw new RepositoryException.Refused(
          "mimetype \"" + mimetype + "\": expected one like text/x-markdown, without white space");
    }
    return mimetype;
  }
}
