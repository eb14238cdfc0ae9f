package io.edgesync.repository.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DeflaterOutputStream;

/** Artifacts put into a file as rows of {@code blob}, thousands in a moment, and nothing else of it changed. */
public final class RawArtifacts {

  private RawArtifacts() {}

  /** Stores every content as full text under its SHA1 name; gives their rids, the same one for the same content. */
  public static List<Integer> store(Path repository, List<byte[]> contents) {
    List<Integer> rids = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + repository);
        PreparedStatement find = connection.prepareStatement("SELECT rid FROM blob WHERE uuid=?");
        PreparedStatement insert = connection
            .prepareStatement("INSERT OR IGNORE INTO blob(rcvid,size,uuid,content) VALUES(1,?,?,?)")) {
      connection.setAutoCommit(false);
      for (byte[] content : contents) {
        String name = sha1(content);
        insert.setInt(1, content.length);
        insert.setString(2, name);
        insert.setBytes(3, framed(content));
        insert.executeUpdate();
        find.setString(1, name);
        try (ResultSet row = find.executeQuery()) {
          row.next();
          rids.add(row.getInt(1));
        }
      }
      connection.commit();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return rids;
  }

  public static String sha1(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] framed(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 2 + 32);
    out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(content);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return out.toByteArray();
  }
}
