/**
 * The command line as its users meet it: exit codes, one-line errors, and what a bad file, port, URL or password leads to.
 */
@NullMarked
package io.edgesync.cli;

import org.jspecify.annotations.NullMarked;
