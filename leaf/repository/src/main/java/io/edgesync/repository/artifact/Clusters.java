package io.edgesync.repository.artifact;

import io.edgesync.repository.artifact.LocalStore.NewArtifact;
import io.edgesync.repository.structure.CardWriter;
import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Covers unclustered names by cluster artifacts, so that a stock client learns of many by one. Source: Fossil {@code src/xfer.c,
 * create_cluster()}.
 */
record Clusters(SqliteArtifactStore store, NameLists names) {

  private static final int WORTH_IT = 100;
  private static final int MEMBERS = 800;

  int make() {
    List<Hash> members = new ArrayList<>(names.held("unclustered", NameLists.NOT_SHUNNED + NameLists.NOT_PRIVATE));
    if (members.size() < WORTH_IT) {
      return 0;
    }
    Collections.sort(members);
    int made = 0;
    for (int from = 0; from < members.size();) {
      int left = members.size() - from;
      int count = left > MEMBERS + WORTH_IT ? MEMBERS : left;
      store(members.subList(from, from + count));
      from += count;
      made++;
    }
    return made;
  }

  /** One transaction each: crosslinking takes the members out of {@code unclustered}. */
  private void store(List<Hash> members) {
    CardWriter text = new CardWriter();
    members.forEach(member -> text.card('M', member.hex()));
    byte[] content = text.finish();
    store.store(new Provenance(null, null, null),
        List.of(new NewArtifact(store.namesFor(List.of(content)).getFirst(), content, false, false)), session -> {});
  }
}
