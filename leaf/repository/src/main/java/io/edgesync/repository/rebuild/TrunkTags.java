package io.edgesync.repository.rebuild;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.crosslink.CrosslinkBatch;
import io.edgesync.repository.crosslink.Crosslinker;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.card.FossilText;
import io.edgesync.xfer.envelope.StoredForm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes two control artifacts that put the first check-in on a branch, in repositories of before there were branches: where no
 * tag {@code sym-trunk} exists at all. Source: Fossil {@code src/rebuild.c, rebuild_tag_trunk()}.
 */
final class TrunkTags {

  /** A check-in whose parent is shunned has parent 0, and then nothing is done. */
  private static final String ROOT = "SELECT pid, (SELECT uuid FROM blob WHERE rid=pid) FROM plink AS x"
      + " WHERE NOT EXISTS (SELECT 1 FROM plink WHERE cid=x.pid) ORDER BY cid, pid LIMIT 1";
  /** Whom Fossil takes who is not told: the default user, else the first with all rights. */
  private static final String LOGIN = "SELECT login FROM user WHERE login=?"
      + " OR login=(SELECT value FROM config WHERE name='default-user') OR cap GLOB '*s*'"
      + " ORDER BY login<>?, login IS NOT (SELECT value FROM config WHERE name='default-user'), uid LIMIT 1";

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
    User user = user();
    int receipt = receipt(user, now);
    try (SqlSession session = SqlSession.borrowing(connection)) {
      CrosslinkBatch batch = new Crosslinker(options.clock()).beginRebuild(session, artifacts);
      for (String card : List.of("T *sym-trunk " + name, "T *branch " + name + " trunk")) {
        String text = "D " + JulianDay.card(now) + "\n" + card + "\nU " + FossilText.escape(user.login) + "\n";
        byte[] content = (text + "Z " + md5(text) + "\n").getBytes(StandardCharsets.UTF_8);
        batch.artifactAvailable(store(content, receipt, artifacts.isPrivate(root)), content);
      }
      batch.end();
    }
  }

  private record User(@Nullable Integer uid, String login) {}

  private User user() throws SQLException {
    String wanted = options.login();
    try (PreparedStatement query = connection.prepareStatement(LOGIN.replace("SELECT login", "SELECT uid, login"))) {
      query.setString(1, wanted);
      query.setString(2, wanted == null ? "" : wanted);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? new User(row.getInt(1), row.getString(2))
            : new User(null, wanted == null ? "root" : wanted);
      }
    }
  }

  private int receipt(User user, Instant now) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(
        "INSERT INTO rcvfrom(uid, mtime, nonce, ipaddr) VALUES(?, ?, NULL, NULL)")) {
      insert.setObject(1, user.uid == null ? 0 : user.uid);
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

  private static String md5(String text) {
    try {
      return HexFormat.of().formatHex(
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
