/**
 * Small complete programs, one per capability; {@code examples/README.md} lists them together with the recipes for the shell.
 * Each is run by a test as it stands, and uses nothing that is not public.
 */
@NullMarked
package io.edgesync.examples;

import org.jspecify.annotations.NullMarked;
