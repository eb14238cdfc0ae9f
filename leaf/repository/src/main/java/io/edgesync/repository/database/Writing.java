package io.edgesync.repository.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What happens inside one write transaction: committed when it returns, rolled back when it throws. Everything that takes time was done
 * before.
 */
@FunctionalInterface
public interface Writing<T extends @Nullable Object> {
  T write(Transaction transaction) throws SQLException;
}
