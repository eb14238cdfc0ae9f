/** Tests of what lasts between two runs of a daemon. */
@NullMarked
package io.edgesync.agent.state;

import org.jspecify.annotations.NullMarked;
