/** Tests of what lies between this module and SQLite. */
@NullMarked
package io.edgesync.repository.database;

import org.jspecify.annotations.NullMarked;
