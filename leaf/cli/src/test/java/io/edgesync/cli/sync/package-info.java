/** Tests of the daemon's command line. */
@NullMarked
package io.edgesync.cli.sync;

import org.jspecify.annotations.NullMarked;
