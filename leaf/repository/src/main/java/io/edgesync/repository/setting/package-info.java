/**
 * The table {@code config}: {@link io.edgesync.repository.setting.Settings} reads and writes its rows by name, with the types that Fossil reads
 * into them.
 *
 * <p>Only what the repository itself says: the user's own configuration database and the files in {@code .fossil-settings} of a check-out, which
 * stock Fossil looks at as well, are not. Callable from any thread. Source: Fossil {@code src/db.c, db_get()} and its neighbours.
 */
@NullMarked
package io.edgesync.repository.setting;

import org.jspecify.annotations.NullMarked;
