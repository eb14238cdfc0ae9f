package io.edgesync.repository.rebuild;

import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.envelope.StoredForm;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes full texts of a few deltas whose source must not be one any longer. Source: Fossil {@code src/content.c, content_undelta()}. */
final class FullTexts implements AutoCloseable {

  private final Connection connection;
  private final int artifactBytesMax;
  private final StoredForm framing = new StoredForm();

  FullTexts(Connection connection, int artifactBytesMax) {
    this.connection = connection;
    this.artifactBytesMax = artifactBytesMax;
  }

  /** @return whether the artifact could be expanded; where it could not, nothing is changed */
  boolean make(int rid) throws SQLException {
    byte[] content;
    try {
      content = expand(rid);
    } catch (IOException | DeltaException e) {
      return false;
    }
    if (content == null) {
      return false;
    }
    try (PreparedStatement blob = connection.prepareStatement("UPDATE blob SET size=?, content=? WHERE rid=?");
        PreparedStatement delta = connection.prepareStatement("DELETE FROM delta WHERE rid=?")) {
      blob.setInt(1, content.length);
      blob.setBytes(2, framing.frame(content, 0, content.length));
      blob.setInt(3, rid);
      blob.executeUpdate();
      delta.setInt(1, rid);
      delta.executeUpdate();
    }
    return true;
  }

  /** {@code null} where the chain ends in a phantom, in a missing row, or nowhere. */
  byte @Nullable [] expand(int rid) throws SQLException, IOException, DeltaException {
    List<byte[]> deltas = new ArrayList<>();
    Set<Integer> met = new HashSet<>();
    try (PreparedStatement query = connection.prepareStatement(
        "SELECT content, (SELECT srcid FROM delta WHERE delta.rid=blob.rid) FROM blob WHERE rid=?")) {
      int at = rid;
      while (met.add(at)) {
        query.setInt(1, at);
        try (ResultSet row = query.executeQuery()) {
          byte[] framed = row.next() ? row.getBytes(1) : null;
          if (framed == null) {
            return null;
          }
          byte[] stored = framing.unframe(framed, 0, framed.length, artifactBytesMax);
          at = row.getInt(2);
          if (at == 0) {
            return applied(stored, deltas.reversed());
          }
          deltas.add(stored);
        }
      }
    }
    return null;
  }

  private byte[] applied(byte[] fullText, List<byte[]> deltas) throws DeltaException {
    byte[] content = fullText;
    for (byte[] delta : deltas) {
      content = Delta.apply(content, delta, artifactBytesMax);
    }
    return content;
  }

  @Override
  public void close() {
    framing.close();
  }
}
