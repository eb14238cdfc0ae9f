package io.edgesync.repository.rebuild;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.crosslink.CrosslinkBatch;
import io.edgesync.repository.crosslink.Crosslinker;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.structure.CardWriter;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.envelope.StoredForm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Makes two control artifacts that put the first check-in on a branch, in repositories of before there were branches: where no
 * tag {@code sym-trunk} exists at all. Source: Fossil {@code src/rebuild.c, rebuild_tag_trunk()}.
 */
final class TrunkTags {

  /** A check-in whose parent is shunned has parent 0, and then nothing is done. */
  private static final String ROOT = "SELECT pid, (SELECT uuid FROM blob WHERE rid=pid) FROM plink AS x"
      + " WHERE NOT EXISTS (SELECT 1 FROM plink WHERE cid=x.pid) ORDER BY cid, pid LIMIT 1";
  /** Whom Fossil takes who is not told: the default user, else the first with all rights. */
  private static final String USER = "SELECT uid, login FROM user WHERE login=?1"
      + " OR login=(SELECT value FROM config WHERE name='default-user') OR cap GLOB '*s*'"
      + " ORDER BY login IS NOT ?1, login IS NOT (SELECT value FROM config WHERE name='default-user'), uid LIMIT 1";

  private final Connection connection;
  private final RebuildArtifacts artifacts;
  private final HashPolicy policy;
  private final RebuildOptions options;

  TrunkTags(Connection connection, RebuildArtifacts artifacts, HashPolicy policy, RebuildOptions options) {
    this.connection = connection;
    this.artifacts = artifacts;
    this.policy = policy;
    this.options = options;
  }

  void createWhereMissing() throws SQLException {
    int root;
    String name;
    try (PreparedStatement tag = connection.prepareStatement("SELECT 1 FROM tag WHERE tagname='sym-trunk'");
        ResultSet present = tag.executeQuery()) {
      if (present.next()) {
        return;
      }
    }
    try (PreparedStatement query = connection.prepareStatement(ROOT); ResultSet row = query.executeQuery()) {
      root = row.next() ? row.getInt(1) : 0;
      if (root == 0) {
        return;
      }
      name = row.getString(2);
    }
    Instant now = options.clock().instant();
    try (SqlSession session = SqlSession.borrowing(connection)) {
      User user = user(session);
      int receipt = receipt(user, now);
      CrosslinkBatch batch = new Crosslinker(options.clock()).beginRebuild(session, artifacts);
      for (List<String> tag : List.of(List.of("*sym-trunk", name), List.of("*branch", name, "trunk"))) {
        byte[] content = new CardWriter()
            .card('D', JulianDay.card(now))
            .card('T', tag.toArray(String[]::new))
            .card('U', user.login)
            .finish();
        batch.artifactAvailable(store(content, receipt, artifacts.isPrivate(root)), content);
      }
      batch.end();
    }
  }

  private record User(int uid, String login) {}

  private User user(SqlSession session) throws SQLException {
    String wanted = options.login();
    List<User> found = session.list(row -> new User(row.getInt(1), SqlText.orEmpty(row, 2)), USER, wanted);
    return found.isEmpty() ? new User(0, wanted == null ? "root" : wanted) : found.getFirst();
  }

  private int receipt(User user, Instant now) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(
        "INSERT INTO rcvfrom(uid, mtime, nonce, ipaddr) VALUES(?, ?, NULL, NULL)")) {
      insert.setInt(1, user.uid);
      insert.setDouble(2, JulianDay.of(now));
      insert.executeUpdate();
    }
    return lastRowid();
  }

  private int store(byte[] content, int receipt, boolean isPrivate) throws SQLException {
    Hash name;
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      name = hasher.hash(policy.primary(), content);
    }
    try (PreparedStatement insert = connection.prepareStatement(
        "INSERT INTO blob(rcvid, size, uuid, content) VALUES(?,?,?,?)")) {
      insert.setInt(1, receipt);
      insert.setInt(2, content.length);
      insert.setString(3, name.hex());
      insert.setBytes(4, StoredForm.compress(content));
      insert.executeUpdate();
    }
    int rid = lastRowid();
    try (PreparedStatement leftover = connection.prepareStatement("DELETE FROM delta WHERE rid=?")) {
      leftover.setInt(1, rid);
      leftover.executeUpdate();
    }
    try (PreparedStatement insert = connection.prepareStatement(
        isPrivate ? "INSERT INTO private(rid) VALUES(?)" : "INSERT OR IGNORE INTO unclustered(rid) VALUES(?)")) {
      insert.setInt(1, rid);
      insert.executeUpdate();
    }
    return rid;
  }

  private int lastRowid() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT last_insert_rowid()");
        ResultSet row = query.executeQuery()) {
      return row.getInt(1);
    }
  }
}
