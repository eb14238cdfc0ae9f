/** The commands over a repository, where something of the file or of the disk is in their way. */
@NullMarked
package io.edgesync.cli.repository;

import org.jspecify.annotations.NullMarked;
