package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.crosslink.TagsOnOthers.Cards;
import io.edgesync.repository.structure.TagChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What artifacts say of a tag, each parsed once although it may speak of a great many. */
final class CardMemory {

  /** With more cards than this, it begins anew. */
  private static final int CARDS_MAX = 200_000;

  private record Parsed(Map<String, List<TagChange>> byName, double mtime) {}

  private final ArtifactAccess artifacts;
  private final Map<Long, Parsed> parsed = new HashMap<>();
  private int held;

  CardMemory(ArtifactAccess artifacts) {
    this.artifacts = artifacts;
  }

  /** The cards of {@code rid} that speak of the tag {@code name}, in their order. */
  Cards cards(long rid, String name) throws SQLException {
    Parsed known = parsed.get(rid);
    if (known == null) {
      Cards all = Cards.of(rid, artifacts);
      Map<String, List<TagChange>> byName = new HashMap<>();
      for (TagChange tag : all.tags()) {
        byName.computeIfAbsent(tag.name(), key -> new ArrayList<>(1)).add(tag);
      }
      if (held > CARDS_MAX) {
        parsed.clear();
        held = 0;
      }
      held += 1 + all.tags().size();
      known = new Parsed(byName, all.mtime());
      parsed.put(rid, known);
    }
    return new Cards(known.byName().getOrDefault(name, List.of()), known.mtime());
  }
}
