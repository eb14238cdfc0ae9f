/**
 * The daemon: repositories, mesh and HTTP in one process; watches, announces, gossips, serves.
 */
@NullMarked
package io.edgesync.agent;

import org.jspecify.annotations.NullMarked;
