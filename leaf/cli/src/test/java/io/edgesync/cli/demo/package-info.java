/** The demo as its users run it, on a small repository. */
@NullMarked
package io.edgesync.cli.demo;

import org.jspecify.annotations.NullMarked;
