/** What peers of Go EdgeSync say, read and written; daemons among them are in {@link io.edgesync.agent}. */
@NullMarked
package io.edgesync.agent.goedgesync;

import org.jspecify.annotations.NullMarked;
