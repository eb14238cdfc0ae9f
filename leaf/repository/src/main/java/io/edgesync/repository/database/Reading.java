package io.edgesync.repository.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What happens inside one short read transaction: sees one state of the file, changes nothing, calls nothing that may block. */
@FunctionalInterface
public interface Reading<T extends @Nullable Object> {
  T read(SqlSession session) throws SQLException;
}
