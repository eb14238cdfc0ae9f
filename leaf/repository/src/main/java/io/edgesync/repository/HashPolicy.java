package io.edgesync.repository;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.HashAlgorithm;
import java.sql.SQLException;

/**
 * Which hash function names new artifacts, the {@code hash-policy} row of {@code config}. Source: {@code src/hname.c}.
 */
public enum HashPolicy {
  SHA1(0), AUTO(1), SHA3(2), SHA3_ONLY(3), SHUN_SHA1(4);

  private final int code;

  HashPolicy(int code) {
    this.code = code;
  }

  /** The digit in {@code config}. */
  public int code() {
    return code;
  }

  /** The policy that {@code config} states; where it states none, the one that stock Fossil would write there when it opens the file. */
  public static HashPolicy read(SqlSession session) throws SQLException {
    long code = session.number(-1, "SELECT value FROM config WHERE name='hash-policy'");
    return code < 0 ? ofContent(session) : ofCode((int) code);
  }

  /** Whether every SHA1 name is as good as shunned; costs one look-up. */
  public static boolean shunsSha1(SqlSession session) throws SQLException {
    return session.number(-1, "SELECT value FROM config WHERE name='hash-policy'") == SHUN_SHA1.code;
  }

  private static HashPolicy ofContent(SqlSession session) throws SQLException {
    boolean onlySha1 = !holdsSha3(session) && session.any("SELECT 1 FROM blob WHERE length(uuid)=40 LIMIT 1");
    return onlySha1 ? AUTO : SHA3;
  }

  private static boolean holdsSha3(SqlSession session) throws SQLException {
    return session.any("SELECT 1 FROM blob WHERE length(uuid)>40 LIMIT 1");
  }

  /**
   * Writes a policy as {@code fossil hash-policy} does: {@link #AUTO} is {@link #SHA3} where there is a SHA3 name already.
   *
   * @return the policy that holds now
   */
  static HashPolicy choose(SqlSession session, HashPolicy wanted, long unixSeconds) throws SQLException {
    HashPolicy policy = wanted == AUTO && holdsSha3(session) ? SHA3 : wanted;
    write(session, policy, unixSeconds);
    return policy;
  }

  public static void write(SqlSession session, HashPolicy policy, long unixSeconds) throws SQLException {
    session.update("REPLACE INTO config(name, value, mtime) VALUES('hash-policy', ?, ?)", Integer.toString(policy.code),
        unixSeconds);
  }

  /** Unknown digits mean {@link #AUTO}, as a missing row does. */
  public static HashPolicy ofCode(int code) {
    for (HashPolicy policy : values()) {
      if (policy.code == code) {
        return policy;
      }
    }
    return AUTO;
  }

  /** What a new artifact is named by. */
  public HashAlgorithm primary() {
    return switch (this) {
      case SHA1, AUTO -> HashAlgorithm.SHA1;
      case SHA3, SHA3_ONLY, SHUN_SHA1 -> HashAlgorithm.SHA3_256;
    };
  }

  /** Whether an artifact that is held under its other name is used instead of stored again. */
  public boolean reusesOtherName() {
    return this == SHA1 || this == AUTO || this == SHA3;
  }
}
