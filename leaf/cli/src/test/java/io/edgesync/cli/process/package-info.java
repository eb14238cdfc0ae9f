/** What other programs say, read as their users read it. */
@NullMarked
package io.edgesync.cli.process;

import org.jspecify.annotations.NullMarked;
