/** Tests of whole daemons: each with its own repository, state directory and ports, linked over loopback. */
@NullMarked
package io.edgesync.agent;

import org.jspecify.annotations.NullMarked;
