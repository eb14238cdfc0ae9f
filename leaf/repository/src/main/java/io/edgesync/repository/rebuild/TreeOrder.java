package io.edgesync.repository.rebuild;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.BitSet;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Which delta trees to walk first: those whose full text may be structural, told by its first two bytes. They hold nearly all
 * check-ins, so that the tables can be made while the other trees, the contents of files, are expanded and hashed.
 *
 * @param first roots of the trees that go first, by rid
 * @param rest  the other roots, by rid
 */
record TreeOrder(int[] first, int[] rest) {

  /** Enough of a stored row for the first bytes to come out, with the codes of a dynamic block before them. */
  private static final String BEGINNINGS = "SELECT rid, substr(content, 5, 300) FROM blob"
      + " WHERE rid BETWEEN 1 AND 2147483647 AND content IS NOT NULL AND NOT EXISTS (SELECT 1 FROM delta WHERE delta.rid=blob.rid)";

  static TreeOrder of(Connection connection, BlobIndex blobs, DeltaForest forest) throws SQLException {
    BitSet promising = new BitSet();
    Inflater zlib = new Inflater();
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(BEGINNINGS)) {
      byte[] beginning = new byte[2];
      while (rows.next()) {
        byte[] stored = rows.getBytes(2);
        if (stored == null) {
          continue; // Nothing behind the size: the driver has no empty arrays. The walk says so by name.
        }
        zlib.reset();
        zlib.setInput(stored);
        if (mayBeStructural(beginning, inflate(zlib, beginning))) {
          promising.set(blobs.slotOfRid(rows.getInt(1)));
        }
      }
    } finally {
      zlib.end();
    }
    int[] roots = forest.roots();
    return new TreeOrder(Arrays.stream(roots).filter(promising::get).toArray(),
        Arrays.stream(roots).filter(root -> !promising.get(root)).toArray());
  }

  private static int inflate(Inflater zlib, byte[] beginning) {
    try {
      return zlib.inflate(beginning);
    } catch (DataFormatException damaged) {
      return 0; // The walk says so by name.
    }
  }

  /** A card, or the first line of a clear-signature; fewer than two bytes are no artifact of structure. */
  private static boolean mayBeStructural(byte[] beginning, int length) {
    return length == 2 && ((beginning[0] >= 'A' && beginning[0] <= 'Z' && beginning[1] == ' ')
        || (beginning[0] == '-' && beginning[1] == '-'));
  }
}
