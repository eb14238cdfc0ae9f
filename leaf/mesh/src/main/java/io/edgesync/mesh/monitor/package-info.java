/** Monitoring. */
@NullMarked
package io.edgesync.mesh.monitor;

import org.jspecify.annotations.NullMarked;
