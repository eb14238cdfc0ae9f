/** Tests of what commands say while they run. */
@NullMarked
package io.edgesync.cli.console;

import org.jspecify.annotations.NullMarked;
