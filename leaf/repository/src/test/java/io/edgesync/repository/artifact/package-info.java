/** What every artifact store must do, and what the one over SQLite must do beside stock Fossil. */
@NullMarked
package io.edgesync.repository.artifact;

import org.jspecify.annotations.NullMarked;
