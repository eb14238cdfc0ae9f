/** Tests of what lies between this module and SQLite, and of how a file is shared with other programs and among threads. */
@NullMarked
package io.edgesync.repository.database;

import org.jspecify.annotations.NullMarked;
