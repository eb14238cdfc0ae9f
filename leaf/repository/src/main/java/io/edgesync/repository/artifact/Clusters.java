package io.edgesync.repository.artifact;

import io.edgesync.repository.artifact.LocalStore.NewArtifact;
import io.edgesync.xfer.artifact.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/**
 * Covers unclustered names by cluster artifacts, so that a stock client learns of many by one. Source: Fossil {@code src/xfer.c,
 * create_cluster()}.
 */
record Clusters(SqliteArtifactStore store, Names names) {

  private static final int WORTH_IT = 100;
  private static final int MEMBERS = 800;

  int make() {
    List<Hash> members = new ArrayList<>(names.held("unclustered", Names.NOT_SHUNNED + Names.NOT_PRIVATE));
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
    StringBuilder text = new StringBuilder(members.size() * 67 + 35);
    members.forEach(member -> text.append("M ").append(member.hex()).append('\n'));
    String checksum = md5(text.toString());
    text.append("Z ").append(checksum).append('\n');
    byte[] content = text.toString().getBytes(StandardCharsets.US_ASCII);
    store.storeQuietly(new Provenance(null, null, null),
        List.of(new NewArtifact(store.nameFor(content), content, false)), session -> {});
  }

  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
