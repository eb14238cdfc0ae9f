/** Runs every example, and the commands of the README. */
@NullMarked
package io.edgesync.examples;

import org.jspecify.annotations.NullMarked;
